/** Where the values of binds come from: files, folders of secrets, Vault, and whatever else a {@link BindStore} reads. */
@NullMarked
package dev.capstan.bind;

import org.jspecify.annotations.NullMarked;
