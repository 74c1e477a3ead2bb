package dev.capstan.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What goes between this process and those that run scripts: texts in UTF-8, each behind its length in four bytes. Values
 * are JSON.
 */
final class ScriptWire {
    /** The most that a script is given, and that it may give. */
    static final int MAX_VALUE_BYTES = 10 * 1024 * 1024;

    /** What a process says first, when it can take a script. */
    static final int READY = 0x52;

    /** How a script ended; sent as its name. */
    enum Ending {
        /** It assigned nothing. */
        NOTHING,
        /** A text follows: the value as JSON. */
        VALUE,
        /** Three texts follow: the file, the line (may be empty), and what the script says is wrong. */
        FAILED,
        TOO_MANY_STATEMENTS,
        VALUE_TOO_LARGE,
        /** The engine itself failed; the process should not be used again. */
        BROKEN
    }

    private ScriptWire() {}

    static void write(DataOutputStream out, byte[] text) throws IOException {
        out.writeInt(text.length);
        out.write(text);
    }

    static void write(DataOutputStream out, String text) throws IOException {
        write(out, text.getBytes(UTF_8));
    }

    /** @throws IOException also when the text has more bytes than that */
    static byte[] read(DataInputStream in, int most) throws IOException {
        var length = in.readInt();
        if (length < 0 || length > most) {
            throw new IOException("a text of " + length + " bytes");
        }
        var text = in.readNBytes(length);
        if (text.length < length) {
            throw new IOException("the end after " + text.length + " of " + length + " bytes");
        }
        return text;
    }

    static String readText(DataInputStream in, int most) throws IOException {
        return new String(read(in, most), UTF_8);
    }
}
