/** What is made of an answer: shapes, compiled when a file was loaded, that are put together for each call. */
@NullMarked
package dev.capstan.mapping;

import org.jspecify.annotations.NullMarked;
