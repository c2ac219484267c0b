/** The gateway under test as a process: what it says in ways that are meant for programs. */
package gateway.laboratory.process;
