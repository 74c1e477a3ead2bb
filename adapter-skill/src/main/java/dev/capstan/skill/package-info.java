/** Skills over Undertow: lists and descriptions as they were compiled, and files of folders as they are now. */
@NullMarked
package dev.capstan.skill;

import org.jspecify.annotations.NullMarked;
