package gateway.deployer;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;

/** Keys, certificates and signed jars, made with the tools of the JDK. */
final class Signing {

  static final String PASSWORD = "changeit";

  private final Path keys;
  private final Path temp;

  Signing(Path temp) throws IOException {
    this.temp = Files.createDirectories(temp.resolve("signing"));
    keys = this.temp.resolve("keys.p12");
  }

  /** Makes a key with a certificate that it has issued itself. */
  Signing key(String name, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("-genkeypair", "-keyalg", "EC"));
    command.addAll(List.of("-alias", name, "-dname", "CN=" + name));
    command.addAll(Arrays.asList(options));
    keytool(command);
    return this;
  }

  /** Lets one key issue the certificate of another. */
  Signing issue(String issuer, String name, String... options) throws Exception {
    Path request = temp.resolve(name + ".csr");
    Path certificate = temp.resolve(name + ".pem");
    keytool(List.of("-certreq", "-alias", name, "-file", request.toString()));
    List<String> command = new ArrayList<>(List.of("-gencert", "-alias", issuer));
    command.addAll(List.of("-infile", request.toString(), "-outfile", certificate.toString()));
    command.addAll(Arrays.asList(options));
    keytool(command);
    keytool(List.of("-importcert", "-alias", name, "-file", certificate.toString()));
    return this;
  }

  private void keytool(List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin/keytool");
    command.addAll(arguments);
    command.addAll(List.of("-keystore", keys.toString(), "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(output);
    }
  }

  private KeyStore load() throws Exception {
    try (InputStream in = new FileInputStream(keys.toFile())) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
      return store;
    }
  }

  /** Signs a jar, everything in it. */
  byte[] sign(byte[] jar, String name) throws Exception {
    return sign(jar, name, "SHA-256");
  }

  byte[] sign(byte[] jar, String name, String digest) throws Exception {
    KeyStore store = load();
    List<Certificate> chain = List.of(store.getCertificateChain(name));
    JarSigner signer =
        new JarSigner.Builder(
                (PrivateKey) store.getKey(name, PASSWORD.toCharArray()),
                CertificateFactory.getInstance("X.509").generateCertPath(chain))
            .digestAlgorithm(digest)
            .signerName(name.toUpperCase())
            .build();
    Path unsigned = Files.write(temp.resolve("unsigned.jar"), jar);
    ByteArrayOutputStream signed = new ByteArrayOutputStream();
    try (ZipFile in = new ZipFile(unsigned.toFile())) {
      signer.sign(in, signed);
    }
    return signed.toByteArray();
  }

  /** Writes a trust store that holds the certificates of these. */
  Path trustStore(String... names) throws Exception {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    for (String name : names) {
      trust.setCertificateEntry(name, load().getCertificate(name));
    }
    Path file = temp.resolve("trust.p12");
    try (var out = Files.newOutputStream(file)) {
      trust.store(out, PASSWORD.toCharArray());
    }
    return file;
  }

  Signatures trusting(String... names) throws Exception {
    return trusting(Clock.systemUTC(), names);
  }

  Signatures trusting(Clock clock, String... names) throws Exception {
    return new Signatures(
        KeyStore.getInstance(trustStore(names).toFile(), PASSWORD.toCharArray()), clock);
  }
}
