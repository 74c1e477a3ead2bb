package dev.capstan.value;

import dev.capstan.problem.Position;
import java.util.List;

/**
 * The variables of one file: where it needs one, and which ones it declares.
 *
 * @param uses every place that needs a variable, each once, also of operations that cannot be called for another reason
 * @param declarations in file order
 */
public record FileVariables(List<VariableUse> uses, List<Declaration> declarations) {
    /** Of a file that cannot be read. */
    public static final FileVariables NONE = new FileVariables(List.of(), List.of());

    public FileVariables {
        uses = List.copyOf(uses);
        declarations = List.copyOf(declarations);
    }

    /**
     * A variable that a bind declares.
     *
     * @param name in the file
     * @param source its name in the environment, the env file or wherever it comes from
     * @param used whether anything in the file uses it
     */
    public record Declaration(String name, String source, boolean used, Position position) {}
}
