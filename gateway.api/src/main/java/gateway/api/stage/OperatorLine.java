package gateway.api.stage;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The commands of an operator, as text: the one place where {@code fleet:} lines are read, whoever
 * gives them. Offered by the console.
 */
@ProviderType
public interface OperatorLine {

  /**
   * Runs a command. May be called from any thread, and waits for the stages for a few seconds at
   * most, so never from a thread of a stage. A command that changes something is an event.
   *
   * @param words the command, with or without {@code fleet:}, its options and arguments
   * @return what people are told; a command that does not exist is not done either
   */
  Answer run(List<String> words);

  /**
   * The answer to a command.
   *
   * @param done whether the command did what it was asked
   * @param text for people, or JSON where the command was asked for it; may have many lines
   */
  record Answer(boolean done, String text) {}
}
