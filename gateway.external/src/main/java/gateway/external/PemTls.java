package gateway.external;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Makes a TLS socket factory of PEM files (PROTOCOL section 4.2). */
final class PemTls {

  private static final char[] NO_PASSWORD = {};
  private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String KEY_END = "-----END PRIVATE KEY-----";

  private PemTls() {}

  /**
   * Reads the files. The last two may be left out together: then the broker gets no certificate.
   *
   * @throws IllegalArgumentException naming the key whose file is missing, unreadable or unusable
   */
  static SSLSocketFactory sockets(String caFile, String clientCert, String clientKey) {
    Collection<? extends Certificate> authorities = certificates("ca-file", caFile);
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own(clientCert, clientKey), trusted(authorities), null);
      return new TlsSockets(context.getSocketFactory());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          "ca-file, client-cert and client-key do not fit together: " + e.getMessage(), e);
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

  private static KeyManager[] own(String clientCert, String clientKey)
      throws GeneralSecurityException, IOException {
    if (clientCert.isBlank() && clientKey.isBlank()) {
      return new KeyManager[0];
    }
    Collection<? extends Certificate> chain = certificates("client-cert", clientCert);
    PrivateKey key = key("client-key", clientKey);
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
    try (InputStream in = Files.newInputStream(path(name, file))) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new IllegalArgumentException(name + " holds no certificate: " + file);
      }
      return found;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(name + " cannot be read: " + file, e);
    }
  }

  private static PrivateKey key(String name, String file) {
    String text;
    try {
      text = Files.readString(path(name, file), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new IllegalArgumentException(name + " cannot be read: " + file, e);
    }
    int begin = text.indexOf(KEY_BEGIN);
    int end = text.indexOf(KEY_END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException(name + " must be an unencrypted PKCS#8 key: " + file);
    }
    try {
      return key(Base64.getMimeDecoder().decode(text.substring(begin + KEY_BEGIN.length(), end)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException(name + " cannot be used: " + file, e);
    }
  }

  private static PrivateKey key(byte[] encoded) throws GeneralSecurityException {
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      } catch (InvalidKeySpecException e) {
        continue; // of another algorithm
      }
    }
    throw new InvalidKeySpecException("neither RSA nor EC nor EdDSA");
  }

  private static Path path(String name, String file) {
    if (file == null || file.isBlank()) {
      throw new IllegalArgumentException(name + " is missing, but ssl is true");
    }
    return Path.of(file);
  }
}
