package gateway.api.test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Makes certificates as operators do, with OpenSSL, in a folder of its own. */
public record Authority(Path folder) {

  /** How a private key is kept. */
  public enum Form {
    PKCS8_RSA("PRIVATE KEY", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"),
    PKCS8_EC("PRIVATE KEY", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"),
    PKCS1_RSA("RSA PRIVATE KEY", "genrsa", "-traditional"),
    SEC1_EC("EC PRIVATE KEY", "ecparam", "-name", "secp384r1", "-genkey");

    private final String type;
    private final List<String> command;

    Form(String type, String... command) {
      this.type = type;
      this.command = List.of(command);
    }

    /** Returns what its PEM file begins with. */
    public String type() {
      return type;
    }
  }

  /** Makes an authority. */
  public static Authority make(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Authority authority = new Authority(folder);
    authority.key("ca.key", Form.PKCS8_EC);
    authority.run(
        "req",
        "-x509",
        "-new",
        "-key",
        "ca.key",
        "-days",
        "2",
        "-subj",
        "/CN=authority",
        "-out",
        "ca.pem");
    return authority;
  }

  /** Makes a certificate for a host; where the days are negative it has expired. */
  public void issue(String name, Form form, String host, int days)
      throws IOException, InterruptedException {
    key(name + ".key", form);
    Files.writeString(folder.resolve(name + ".ext"), "subjectAltName=DNS:" + host);
    run("req", "-new", "-key", name + ".key", "-subj", "/CN=" + host, "-out", name + ".csr");
    run(
        "x509",
        "-req",
        "-in",
        name + ".csr",
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-days",
        Integer.toString(days),
        "-extfile",
        name + ".ext",
        "-out",
        name + ".pem");
  }

  private void key(String file, Form form) throws IOException, InterruptedException {
    run(Stream.concat(form.command.stream(), Stream.of("-out", file)).toArray(String[]::new));
  }

  /** Runs OpenSSL in the folder. */
  public void run(String... arguments) throws IOException, InterruptedException {
    List<String> command = Stream.concat(Stream.of("openssl"), Stream.of(arguments)).toList();
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(command + ": " + output);
    }
  }

  /** Returns the path of a file in the folder. */
  public String path(String file) {
    return folder.resolve(file).toString();
  }
}
