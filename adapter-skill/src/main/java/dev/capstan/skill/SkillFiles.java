package dev.capstan.skill;

import dev.capstan.exposure.FolderFiles;
import dev.capstan.exposure.FolderFiles.Entry;
import dev.capstan.exposure.SkillFolder;
import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import io.undertow.util.ETag;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The files in the folder of a skill. Reads the disk, so not for I/O threads. */
final class SkillFiles {
    private final FolderFiles files;

    private SkillFiles(FolderFiles files) {
        this.files = files;
    }

    /** Something is asked for that is not there or not given. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Failure failure;

        Refused(FailureCode code, String detail) {
            super(detail, null, false, false);
            this.failure = Failure.of(code, detail);
        }

        Failure failure() {
            return failure;
        }

        private static Refused of(FolderFiles.Reason reason) {
            return switch (reason) {
                case FOLDER_MISSING ->
                    new Refused(
                            FailureCode.SKILL_FILE_NOT_FOUND,
                            "The folder of this skill is not there, or may not be read; 'capstan validate' says why.");
                case TOO_MANY_FILES ->
                    new Refused(
                            FailureCode.SKILL_TOO_LARGE,
                            "The folder of this skill has more than " + FolderFiles.MAX_FILES
                                    + " files; fetch them one by one.");
                case NAME_INVALID ->
                    new Refused(
                            FailureCode.SKILL_FILE_NAME_INVALID,
                            "A name may have the letters a to z, digits, '.', '_' and '-', and must not be '.' or '..'.");
                case FILE_MISSING ->
                    new Refused(
                            FailureCode.SKILL_FILE_NOT_FOUND,
                            "The skill has no file of this name; its 'contents' lists them.");
            };
        }
    }

    /** The files of a folder. */
    static SkillFiles of(Optional<SkillFolder> folder) throws Refused {
        if (folder.isEmpty()) {
            throw new Refused(FailureCode.SKILL_FILE_NOT_FOUND, "This skill has no folder with files.");
        }
        try {
            return new SkillFiles(
                    FolderFiles.of(folder.get().path(), folder.get().roots()));
        } catch (FolderFiles.Refused e) {
            throw Refused.of(e.reason());
        }
    }

    /** Every file, sorted by its path. */
    List<Entry> list() throws IOException, Refused {
        try {
            return files.list();
        } catch (FolderFiles.Refused e) {
            throw Refused.of(e.reason());
        }
    }

    /** One file. */
    Entry find(List<String> names) throws Refused {
        try {
            return files.find(names);
        } catch (FolderFiles.Refused e) {
            throw Refused.of(e.reason());
        }
    }

    /** Weak, since a file may change twice in one tick of the clock (RFC 9110, section 8.8.1). */
    static ETag tag(Entry file) {
        return new ETag(
                true,
                Long.toHexString(file.attributes().lastModifiedTime().toMillis()) + "-"
                        + Long.toHexString(file.size()));
    }
}
