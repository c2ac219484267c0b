package gateway.deployer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Collections;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

/**
 * Verifies the signatures of jars as {@code jarsigner} makes them: every entry must be signed by a
 * key whose certificate is in the trust store, or was issued by one that is.
 */
final class Signatures {

  private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
  private static final String ANY_PURPOSE = "2.5.29.37.0";
  private static final String UNSIGNED_ENTRIES =
      "META-INF/(MANIFEST\\.MF|[^/]*\\.(SF|RSA|DSA|EC)|SIG-[^/]*)";

  private final Set<X509Certificate> trusted;
  private final Clock clock;

  /**
   * Trusts the certificates of a key store.
   *
   * @throws GeneralSecurityException if it trusts no certificate
   */
  Signatures(KeyStore trustStore, Clock clock) throws GeneralSecurityException {
    this.clock = clock;
    trusted = new HashSet<>();
    for (String alias : Collections.list(trustStore.aliases())) {
      if (trustStore.getCertificate(alias) instanceof X509Certificate certificate) {
        trusted.add(certificate);
      }
    }
    if (trusted.isEmpty()) {
      throw new GeneralSecurityException("it holds no certificate");
    }
  }

  /**
   * Reads a trust store.
   *
   * @param file a key store of a kind that the JDK knows
   * @param passwordFile file whose first line is its password; empty for none
   */
  static Signatures of(String file, String passwordFile)
      throws IOException, GeneralSecurityException {
    if (!Files.isRegularFile(Path.of(file))) {
      throw new IOException("there is no such file");
    }
    char[] password =
        passwordFile.isBlank()
            ? null
            : Files.readString(Path.of(passwordFile)).replace("\uFEFF", "").strip().toCharArray();
    return new Signatures(
        KeyStore.getInstance(Path.of(file).toFile(), password), Clock.systemUTC());
  }

  /**
   * Checks the signatures of a complete jar.
   *
   * @throws RefusedException if a part of it is not signed, or not by a trusted signer
   * @throws IOException if it cannot be read
   */
  void check(Path jar) throws RefusedException, IOException {
    Set<CodeSigner> accepted = new HashSet<>();
    try (JarFile file = new JarFile(jar.toFile(), true)) {
      byte[] buffer = new byte[1 << 16];
      for (JarEntry entry : Collections.list(file.entries())) {
        boolean mayBeUnsigned =
            entry.isDirectory()
                || entry.getName().toUpperCase(Locale.ROOT).matches(UNSIGNED_ENTRIES);
        if (!mayBeUnsigned) {
          read(file, entry, buffer);
          checkSigners(entry, accepted);
        }
      }
    } catch (SecurityException e) {
      throw RefusedException.because(
          "its signature is broken (" + e.getMessage() + "); sign it again");
    }
  }

  /** The signers of an entry are known when it has been read to its end. */
  private static void read(JarFile file, JarEntry entry, byte[] buffer) throws IOException {
    try (InputStream in = file.getInputStream(entry)) {
      while (in.read(buffer) >= 0) {}
    }
  }

  private void checkSigners(JarEntry entry, Set<CodeSigner> accepted) throws RefusedException {
    CodeSigner[] signers = entry.getCodeSigners();
    if (signers == null) {
      throw RefusedException.because(
          entry.getName()
              + " in it is not signed, or with an algorithm that Java no longer accepts;"
              + " sign it with jarsigner and a key in the trust store");
    }
    RefusedException refusal = null;
    for (CodeSigner signer : signers) {
      try {
        if (!accepted.contains(signer)) {
          checkPath(certificates(signer));
          accepted.add(signer);
        }
        return;
      } catch (RefusedException e) {
        refusal = e;
      }
    }
    throw refusal;
  }

  private static List<X509Certificate> certificates(CodeSigner signer) {
    return signer.getSignerCertPath().getCertificates().stream()
        .map(X509Certificate.class::cast)
        .toList();
  }

  private void checkPath(List<X509Certificate> path) throws RefusedException {
    X509Certificate signer = path.get(0);
    String name = signer.getSubjectX500Principal().getName();
    try {
      if (trusted.contains(signer)) {
        signer.checkValidity(Date.from(clock.instant()));
        return;
      }
      checkPurpose(signer, name);
      validate(untrusted(path));
    } catch (CertificateExpiredException e) {
      throw expired(name);
    } catch (CertificateNotYetValidException e) {
      throw notYetValid(name);
    } catch (CertPathValidatorException e) {
      if (e.getReason() == BasicReason.EXPIRED) {
        throw expired(name);
      }
      if (e.getReason() == BasicReason.NOT_YET_VALID) {
        throw notYetValid(name);
      }
      throw RefusedException.because(
          "it is signed by "
              + name
              + ", whose certificate is not in the trust store ("
              + e.getMessage()
              + "); sign it with a key in the trust store, or add the certificate to the"
              + " trust store");
    } catch (GeneralSecurityException e) {
      throw RefusedException.because(
          "its signature by " + name + " cannot be verified (" + e.getMessage() + ")");
    }
  }

  private static void checkPurpose(X509Certificate signer, String name)
      throws RefusedException, GeneralSecurityException {
    List<String> purposes = signer.getExtendedKeyUsage();
    if (purposes != null && !purposes.contains(CODE_SIGNING) && !purposes.contains(ANY_PURPOSE)) {
      throw RefusedException.because(
          "it is signed by " + name + ", whose certificate is not for signing code");
    }
  }

  private void validate(List<? extends Certificate> path) throws GeneralSecurityException {
    PKIXParameters parameters =
        new PKIXParameters(
            trusted.stream()
                .map(certificate -> new TrustAnchor(certificate, null))
                .collect(Collectors.toSet()));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(clock.instant()));
    CertPath certPath = CertificateFactory.getInstance("X.509").generateCertPath(path);
    CertPathValidator.getInstance("PKIX").validate(certPath, parameters);
  }

  /** A path ends before the certificate that is trusted. */
  private List<? extends Certificate> untrusted(List<X509Certificate> path) {
    return path.stream().takeWhile(certificate -> !trusted.contains(certificate)).toList();
  }

  private static RefusedException expired(String name) {
    return RefusedException.because(
        "the certificate of " + name + ", which signed it, has expired; sign it with a new one");
  }

  private RefusedException notYetValid(String name) {
    return RefusedException.forNow(
        "the certificate of "
            + name
            + ", which signed it, is not valid yet; the clock of this machine says "
            + clock.instant());
  }
}
