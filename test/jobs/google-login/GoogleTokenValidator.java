import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallback;

/**
 * Checks tokens on a broker as Google's managed service expects them: three parts, of which the last is an access token. It knows
 * the access tokens of the tests by their prefix.
 */
public final class GoogleTokenValidator implements AuthenticateCallbackHandler {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public void configure(Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> entries) {}

  @Override
  public void close() {}

  @Override
  public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
    for (Callback callback : callbacks) {
      if (!(callback instanceof OAuthBearerValidatorCallback validation)) throw new UnsupportedCallbackException(callback);
      try {
        validation.token(check(validation.tokenValue()));
      } catch (Exception e) {
        validation.error("invalid_token", null, null);
      }
    }
  }

  private static OAuthBearerToken check(String value) throws Exception {
    String[] parts = value.split("\\.");
    JsonNode header = JSON.readTree(Base64.getUrlDecoder().decode(parts[0]));
    JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
    String access = new String(Base64.getUrlDecoder().decode(parts[2]));
    long expires = claims.get("exp").asLong() * 1000;
    boolean valid =
        parts.length == 3
            && header.get("alg").asText().equals("GOOG_OAUTH2_TOKEN")
            && claims.get("scope").asText().equals("kafka")
            && access.startsWith("ya29.test-")
            && expires > System.currentTimeMillis();
    if (!valid) throw new IllegalArgumentException("invalid");
    return new OAuthBearerToken() {
      public String value() { return value; }
      public Set<String> scope() { return Set.of("kafka"); }
      public long lifetimeMs() { return expires; }
      public String principalName() { return claims.get("sub").asText(); }
      public Long startTimeMs() { return claims.get("iat").asLong() * 1000; }
    };
  }
}
