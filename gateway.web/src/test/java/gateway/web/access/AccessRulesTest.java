package gateway.web.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gateway.web.access.AccessRules.Head;
import gateway.web.access.AccessRules.Refusal;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessRulesTest {

  private static final String HERE = "127.0.0.1:8080";

  private final AccessRules rules = AccessRules.of("127.0.0.1", new String[] {"Gateway.Lan"}, 1000);

  private static Head head(String method, String host) {
    return new Head(method, false, host, Optional.empty(), Optional.empty(), Optional.empty(), 0);
  }

  private static Head post(String origin, String referer, String site, long length) {
    return post(false, origin, referer, site, length);
  }

  private static Head post(
      boolean secure, String origin, String referer, String site, long length) {
    return new Head(
        "POST",
        secure,
        HERE,
        Optional.ofNullable(origin),
        Optional.ofNullable(referer),
        Optional.ofNullable(site),
        length);
  }

  private int status(Head head) {
    return rules.check(head).map(Refusal::status).orElse(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:8080",
        "localhost:9000",
        "LOCALHOST",
        "[::1]:8080",
        "gateway.lan",
        "192.168.1.4:8080"
      })
  void namesAndAddressesOfThisMachineAreLetThrough(String host) {
    assertEquals(200, status(head("GET", host)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example:8080",
        "",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "localhost@evil.example",
        "[::1].evil.example"
      })
  void aNameThatSomebodyElsesServerMadePointHereIsRefused(String host) {
    assertEquals(421, status(head("GET", host)));
  }

  @Test
  void changesComeFromThePageItself() {
    assertEquals(200, status(post("http://127.0.0.1:8080", null, null, 1)));
    assertEquals(200, status(post(null, "http://127.0.0.1:8080/system/console", null, 1)));
    assertEquals(200, status(post(null, null, "same-origin", 1)));
  }

  @Test
  void programsThatSayNothingAreLetThroughToTheLogin() {
    assertEquals(200, status(post(null, null, null, 1)));
  }

  @Test
  void changesOnBehalfOfAnotherSiteAreRefused() {
    assertEquals(403, status(post("http://evil.example", null, null, 1)));
    assertEquals(403, status(post("http://127.0.0.1:8081", null, null, 1)));
    assertEquals(403, status(post("null", null, null, 1)));
    assertEquals(403, status(post("http://[bad", null, null, 1)));
    assertEquals(403, status(post(null, "http://evil.example/127.0.0.1:8080", null, 1)));
    assertEquals(403, status(post(null, null, "same-site", 1)));
    assertEquals(403, status(post("http://127.0.0.1:8080", null, "cross-site", 1)));
  }

  @Test
  void aPageThatCameWithoutTlsChangesNothingOverTls() {
    assertEquals(403, status(post(true, "http://127.0.0.1:8080", null, null, 1)));
    assertEquals(403, status(post(true, null, "http://127.0.0.1:8080/system/console", null, 1)));
    assertEquals(200, status(post(true, "https://127.0.0.1:8080", null, null, 1)));
    assertEquals(200, status(post(false, "https://127.0.0.1:8080", null, null, 1)));
  }

  @Test
  void bodiesHaveALengthAndABound() {
    assertEquals(200, status(post(null, null, null, 1000)));
    assertEquals(413, status(post(null, null, null, 1001)));
    assertEquals(411, status(post(null, null, null, -1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRACE", "OPTIONS", "CONNECT", "PATCH", "get"})
  void otherMethodsAreOfNoUseHere(String method) {
    assertEquals(405, status(head(method, HERE)));
  }
}
