package io.lazaret.app.campaign;

import io.lazaret.core.wire.CampaignEvent.Example;
import io.lazaret.core.wire.SourcePosition;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * A campaign that is open.
 *
 * @param opening the suspect that opened it
 * @param openedMillis when, in milliseconds since 1970
 * @param latest the latest suspect
 * @param askedRate the false-positive rate that the latest suspect was judged for
 * @param suspects those in the window when it opened, and all since
 * @param most the most that the window held
 * @param told how many suspects the last event told of
 */
record Campaign(
    Example opening,
    long openedMillis,
    Example latest,
    double askedRate,
    long suspects,
    long most,
    long told) {

  /** One that opens. */
  static Campaign opened(Example opening, long openedMillis, double askedRate, long suspects) {
    return new Campaign(opening, openedMillis, opening, askedRate, suspects, suspects, suspects);
  }

  /** With one suspect more. */
  Campaign with(Example suspect, double rate, long inWindow) {
    return new Campaign(
        opening, openedMillis, suspect, rate, suspects + 1, Math.max(most, inWindow), told);
  }

  /** Whether it is worth another event. */
  boolean hasDoubled() {
    return suspects >= 2 * told;
  }

  /** Its size was told. */
  Campaign wasTold() {
    return new Campaign(opening, openedMillis, latest, askedRate, suspects, most, suspects);
  }

  void write(DataOutputStream out) throws IOException {
    write(out, opening);
    out.writeLong(openedMillis);
    write(out, latest);
    out.writeDouble(askedRate);
    out.writeLong(suspects);
    out.writeLong(most);
    out.writeLong(told);
  }

  static Campaign read(DataInputStream in) throws IOException {
    return new Campaign(
        readExample(in),
        in.readLong(),
        readExample(in),
        in.readDouble(),
        in.readLong(),
        in.readLong(),
        in.readLong());
  }

  private static void write(DataOutputStream out, Example example) throws IOException {
    out.writeUTF(example.imageId());
    out.writeUTF(example.modality().orElse(""));
    out.writeUTF(example.bundle());
    out.writeUTF(example.source().topic());
    out.writeInt(example.source().partition());
    out.writeLong(example.source().offset());
  }

  private static Example readExample(DataInputStream in) throws IOException {
    return new Example(
        in.readUTF(),
        Optional.of(in.readUTF()).filter(modality -> !modality.isEmpty()),
        in.readUTF(),
        new SourcePosition(in.readUTF(), in.readInt(), in.readLong()));
  }
}
