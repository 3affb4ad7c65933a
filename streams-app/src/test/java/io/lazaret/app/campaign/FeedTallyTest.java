package io.lazaret.app.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lazaret.core.wire.FeedImages;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FeedTallyTest {
  private final FeedTally tally = new FeedTally();

  @Test
  void imagesAreCountedSinceTheLastSuspectOfTheirFeed() {
    tally.judged("a", 1_000);
    tally.judged("a", 2_000);
    tally.judged("b", 2_500);

    assertEquals(new FeedImages(3, 2_000), tally.suspect("a", 3_000));
    assertEquals(new FeedImages(1, 4_000), tally.suspect("a", 7_000));
    assertEquals(new FeedImages(2, 5_500), tally.suspect("b", 8_000));
    assertEquals(FeedImages.ALONE, tally.suspect("c", 8_000));
  }

  @Test
  void ofTooManyFeedsThoseThatAreSilentAreForgotten() {
    tally.judged("busy", 0);
    tally.judged("silent", 0);
    for (int i = 0; i < FeedTally.MOST_FEEDS - 1; i++) {
      tally.judged("feed-" + i, 1);
      tally.judged("busy", 1);
    }

    assertEquals(FeedTally.MOST_FEEDS + 1, tally.suspect("busy", 1).images());
    assertEquals(1, tally.suspect("silent", 1).images());
  }

  @Test
  void whatTravelsIsReadBack() {
    FeedImages images = new FeedImages(1_234_567, 89);
    Map<String, byte[]> headers = images.headers();

    assertEquals(images, FeedImages.read(headers::get));
    assertEquals(FeedImages.ALONE, FeedImages.read(name -> null));
    for (String wrong : new String[] {"", "-1", "0", "1e3", "1234567890123456"}) {
      byte[] value = wrong.getBytes(StandardCharsets.UTF_8);
      assertEquals(
          FeedImages.ALONE,
          FeedImages.read(
              name -> name.equals(FeedImages.IMAGES) ? value : headers.get(FeedImages.MILLIS)),
          wrong);
    }
  }
}
