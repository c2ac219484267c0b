package gateway.protocol.tls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads an unencrypted private key in PEM: PKCS#8, or its older forms PKCS#1 (RSA) and SEC1 (EC),
 * which Java reads when they are wrapped into the first.
 */
final class PemKey {

  private static final String END = "-----END %s-----";
  private static final String PKCS8 = "PRIVATE KEY";
  private static final String PKCS1 = "RSA PRIVATE KEY";
  private static final String SEC1 = "EC PRIVATE KEY";
  private static final Pattern BEGIN = Pattern.compile("-----BEGIN ((?:[A-Z]+ )*PRIVATE KEY)-----");

  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final int PARAMETERS = 0xA0;
  private static final byte[] VERSION = {2, 1, 0};
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

  private PemKey() {}

  /** Tells whether a file holds a private key. */
  static boolean isIn(byte[] file) {
    return BEGIN.matcher(new String(file, StandardCharsets.ISO_8859_1)).find();
  }

  /**
   * Reads the first private key of a file.
   *
   * @throws GeneralSecurityException with the fault in its message, without content of the file
   */
  static PrivateKey read(byte[] file) throws GeneralSecurityException {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    Matcher begin = BEGIN.matcher(text);
    if (!begin.find()) {
      throw new InvalidKeySpecException("holds no PEM private key");
    }
    String type = begin.group(1);
    int end = text.indexOf(END.replace("%s", type), begin.end());
    String body = end < 0 ? "" : text.substring(begin.end(), end);
    if (type.startsWith("ENCRYPTED") || body.contains("ENCRYPTED")) {
      throw new InvalidKeySpecException("must not be encrypted");
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(body);
      return switch (type) {
        case PKCS8 -> key(encoded);
        case PKCS1 -> key(sequence(VERSION, RSA, der(OCTETS, encoded)));
        case SEC1 -> {
          byte[] algorithm = sequence(EC, curve(encoded));
          yield key(sequence(VERSION, algorithm, der(OCTETS, encoded)));
        }
        default -> throw new InvalidKeySpecException("must be a key for RSA or EC");
      };
    } catch (RuntimeException e) {
      throw new InvalidKeySpecException("is damaged");
    }
  }

  private static PrivateKey key(byte[] encoded) throws GeneralSecurityException {
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      } catch (InvalidKeySpecException e) {
        // of another algorithm
      }
    }
    throw new InvalidKeySpecException("is damaged, or neither RSA nor EC");
  }

  /** Tells whether a signature by one is confirmed by the other. */
  static boolean fits(PrivateKey own, PublicKey known) throws GeneralSecurityException {
    String algorithm =
        switch (own.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "EdDSA";
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(own);
      signature.update(VERSION);
      byte[] signed = signature.sign();
      signature.initVerify(known);
      signature.update(VERSION);
      return signature.verify(signed);
    } catch (InvalidKeyException | SignatureException e) {
      return false; // of another algorithm or length
    }
  }

  /** Returns the name of the curve, which a SEC1 key holds as its field 0. */
  private static byte[] curve(byte[] sec1) throws InvalidKeySpecException {
    ByteBuffer fields = content(ByteBuffer.wrap(sec1));
    while (fields.hasRemaining()) {
      boolean found = (fields.get(fields.position()) & 0xFF) == PARAMETERS;
      ByteBuffer field = content(fields);
      if (found) {
        byte[] curve = new byte[field.remaining()];
        field.get(curve);
        return curve;
      }
    }
    throw new InvalidKeySpecException("must name its curve");
  }

  /** Takes the next element of a DER encoding and returns its content. */
  private static ByteBuffer content(ByteBuffer der) {
    der.get();
    int length = der.get() & 0xFF;
    if (length > 0x80) {
      int bytes = length & 0x7F;
      length = 0;
      for (int i = 0; i < bytes; i++) {
        length = length << 8 | der.get() & 0xFF;
      }
    }
    ByteBuffer content = der.slice(der.position(), length);
    der.position(der.position() + length);
    return content;
  }

  private static byte[] sequence(byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    return der(SEQUENCE, content.toByteArray());
  }

  /** Encodes with the length in two bytes, or in one where DER demands it. */
  private static byte[] der(int tag, byte[] content) {
    ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    encoded.write(tag);
    if (content.length > 0xFF) {
      encoded.write(0x82);
      encoded.write(content.length >> 8);
    } else if (content.length > 0x7F) {
      encoded.write(0x81);
    }
    encoded.write(content.length);
    encoded.writeBytes(content);
    return encoded.toByteArray();
  }
}
