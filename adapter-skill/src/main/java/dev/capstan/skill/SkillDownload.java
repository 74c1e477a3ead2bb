package dev.capstan.skill;

import dev.capstan.exposure.FolderFiles.Entry;
import dev.capstan.failure.FailureCode;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** All files of a skill as a ZIP, which is made while it is sent. */
final class SkillDownload {
    /** How much is packed, before it is. */
    static final long MAX_BYTES = 50L * 1024 * 1024;

    private SkillDownload() {}

    static void write(String name, List<Entry> files, HttpServerExchange exchange)
            throws IOException, SkillFiles.Refused {
        if (files.stream().mapToLong(Entry::size).sum() > MAX_BYTES) {
            throw new SkillFiles.Refused(
                    FailureCode.SKILL_TOO_LARGE,
                    "The files of this skill have more than " + MAX_BYTES / (1024 * 1024)
                            + " MiB; fetch them one by one below 'contents'.");
        }
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/zip");
        exchange.getResponseHeaders()
                .put(
                        Headers.CONTENT_DISPOSITION,
                        "attachment; filename=\"" + name.replaceAll("[^A-Za-z0-9._-]", "_") + ".zip\"");
        if (exchange.getRequestMethod().equals(Methods.HEAD)) {
            SkillAnswers.endWithoutLength(exchange);
            return;
        }
        exchange.startBlocking();
        try (var zip = new ZipOutputStream(exchange.getOutputStream())) {
            pack(files, zip);
        }
        exchange.endExchange();
    }

    private static void pack(List<Entry> files, ZipOutputStream zip) throws IOException {
        for (var file : files) {
            var entry = new ZipEntry(file.path());
            entry.setLastModifiedTime(file.attributes().lastModifiedTime());
            zip.putNextEntry(entry);
            // Of a file that grows meanwhile, what it had when it was counted.
            copy(file, zip);
            zip.closeEntry();
        }
    }

    /** @throws IOException also when the file has become shorter */
    static void copy(Entry file, OutputStream to) throws IOException {
        var buffer = new byte[16 * 1024];
        try (var in = file.open()) {
            for (var left = file.size(); left > 0; ) {
                var count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) {
                    throw new IOException("the file has become shorter");
                }
                to.write(buffer, 0, count);
                left -= count;
            }
        }
    }
}
