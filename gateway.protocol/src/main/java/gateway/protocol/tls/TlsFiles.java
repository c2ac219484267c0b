package gateway.protocol.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * The PEM files of a TLS link (PROTOCOL section 4.2), which may be one file. The last two may be
 * left out together: then the broker gets no certificate.
 *
 * @param caFile trusted authorities
 * @param clientCert own certificate, followed by the ones between it and the authority; empty for
 *     none
 * @param clientKey its private key, unencrypted: PKCS#8, PKCS#1 or SEC1; empty for none, or if the
 *     file of the certificate holds it
 */
public record TlsFiles(String caFile, String clientCert, String clientKey) {

  private static final char[] NO_PASSWORD = {};
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN (X509 )?CERTIFICATE-----[^-]*-----END (X509 )?CERTIFICATE-----");

  /**
   * Reads the files to see whether they can be used now.
   *
   * @throws TlsFileException naming the key whose file is missing, unreadable or unusable
   */
  public void check() {
    context();
  }

  /**
   * Reads the files as they are now. To be called for each connection, so that renewed files count.
   *
   * @throws TlsFileException naming the key whose file is missing, unreadable or unusable
   */
  public SSLContext context() {
    Collection<? extends Certificate> authorities = certificates("ca-file", caFile);
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own(), trusted(authorities), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsFileException(
          "ca-file", "cannot be used together with client-cert and client-key", e);
    }
  }

  private static TrustManager[] trusted(Collection<? extends Certificate> authorities)
      throws GeneralSecurityException, IOException {
    KeyStore trust = emptyStore();
    int number = 0;
    for (Certificate authority : authorities) {
      trust.setCertificateEntry("ca" + number++, authority);
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trust);
    return managers.getTrustManagers();
  }

  private KeyManager[] own() throws GeneralSecurityException, IOException {
    if (clientCert.isBlank() && clientKey.isBlank()) {
      return new KeyManager[0];
    }
    Collection<? extends Certificate> chain = certificates("client-cert", clientCert);
    PrivateKey key =
        clientKey.isBlank() && PemKey.isIn(content("client-cert", clientCert))
            ? key("client-cert", clientCert)
            : key("client-key", clientKey);
    if (!PemKey.fits(key, chain.iterator().next().getPublicKey())) {
      throw new TlsFileException(
          "client-key", "is not the key of client-cert: " + clientKey + ", " + clientCert);
    }
    KeyStore own = emptyStore();
    own.setKeyEntry("client", key, NO_PASSWORD, chain.toArray(new Certificate[0]));
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(own, NO_PASSWORD);
    return managers.getKeyManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }

  private static Collection<? extends Certificate> certificates(String name, String file) {
    byte[] content = content(name, file);
    Collection<? extends Certificate> found;
    try {
      found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(onlyCertificates(content)));
    } catch (GeneralSecurityException e) {
      throw new TlsFileException(name, "is not a PEM file of certificates: " + file, e);
    }
    if (found.isEmpty()) {
      throw new TlsFileException(name, "holds no certificate: " + file);
    }
    return found;
  }

  /** Leaves out what else may be in a PEM file: keys, parameters, comments, a byte order mark. */
  private static byte[] onlyCertificates(byte[] content) {
    String found =
        CERTIFICATE
            .matcher(new String(content, StandardCharsets.ISO_8859_1))
            .results()
            .map(block -> block.group() + '\n')
            .collect(Collectors.joining());
    return found.isEmpty() ? content : found.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static PrivateKey key(String name, String file) {
    byte[] content = content(name, file);
    try {
      return PemKey.read(content);
    } catch (GeneralSecurityException e) {
      throw new TlsFileException(name, e.getMessage() + ": " + file, e);
    }
  }

  private static byte[] content(String name, String file) {
    if (file.isBlank()) {
      throw new TlsFileException(name, "is missing, but ssl is true");
    }
    try {
      return Files.readAllBytes(Path.of(file));
    } catch (IOException e) {
      throw new TlsFileException(name, "cannot be read: " + file, e);
    }
  }
}
