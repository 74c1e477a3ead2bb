package dev.capstan.failure;

/**
 * One fault of one input.
 *
 * @param input the input's name as the caller writes it
 * @param reason what is wrong with it
 */
public record InputError(String input, String reason) {
    @Override
    public String toString() {
        return "'" + input + "' " + reason;
    }
}
