package gateway.web;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Configuration of PID {@code gateway.web}. {@code gateway.config} checks rules that concern
 * several keys, and configures the address of the HTTP server.
 */
@ObjectClassDefinition(
    name = "Web listener",
    description = "Web console, health and metrics: addresses and access")
public @interface WebConfig {

  /** The PID. */
  String PID = "gateway.web";

  /** Returns the address to listen on. */
  @AttributeDefinition(description = "Address to listen on; beyond loopback it needs a password")
  String address() default "127.0.0.1";

  /** Returns the port to listen on. */
  @AttributeDefinition(description = "Port to listen on", min = "1", max = "65535")
  int port() default 8080;

  /** Returns the name to log in with. */
  @AttributeDefinition(description = "Name to log in with")
  String user() default "admin";

  /** Returns the hash of the password; empty for one that is made at the first start. */
  @AttributeDefinition(
      description =
          "Hash of the password, made by ./gateway hash-password; empty: made at the first start"
              + " and kept in the data folder, for loopback only",
      type = AttributeType.PASSWORD,
      required = false)
  String password() default "";

  /** Returns the names by which this machine may be called. */
  @AttributeDefinition(
      description = "Host names allowed in the browser's address bar, in addition to IP addresses",
      required = false)
  String[] host$_$names() default {};

  /** Returns the file with key and certificate; empty for HTTP without TLS. */
  @AttributeDefinition(
      description = "PKCS#12 file with key and certificate for HTTPS, empty for none",
      required = false)
  String keystore() default "";

  /** Returns the password of that file. */
  @AttributeDefinition(
      description = "Password of the keystore",
      type = AttributeType.PASSWORD,
      required = false)
  String keystore$_$password() default "";

  /** Returns the maximum size of an upload. */
  @AttributeDefinition(
      description = "Maximum size of an upload, in bytes",
      min = "1",
      max = "1073741824")
  int upload$_$max$_$bytes() default 32 * 1024 * 1024;

  /** Returns the address of the listener of its own for health and metrics. */
  @AttributeDefinition(description = "Address of the listener for health and metrics only")
  String probe$_$address() default "127.0.0.1";

  /** Returns its port; 0 for none. */
  @AttributeDefinition(
      description = "Its port; 0: health and metrics are on the web listener only",
      min = "0",
      max = "65535")
  int probe$_$port() default 0;

  /** Returns whether metrics are kept for each device. */
  @AttributeDefinition(
      description =
          "Metrics with a label for each connected device; they take space in the"
              + " metrics database")
  boolean device$_$metrics() default false;

  /** Returns how long a fault must last before health is down. */
  @AttributeDefinition(
      description =
          "Grace period: a fault must last this long before health is down, in milliseconds",
      min = "0",
      max = "86400000")
  int health$_$grace() default 30_000;

  /** Returns how long a fault must be over before health is up again. */
  @AttributeDefinition(
      description = "A fault must be over for this long before health is up again, in milliseconds",
      min = "0",
      max = "86400000")
  int health$_$settle() default 10_000;
}
