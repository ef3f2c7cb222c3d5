/// Users' functions: the part of AWS Lambda's API that makes, changes and calls them.
@NullMarked
package dev.keyturn.lambda;

import org.jspecify.annotations.NullMarked;
