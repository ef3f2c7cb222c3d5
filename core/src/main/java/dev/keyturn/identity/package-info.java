/// Who calls and what is named: accounts, regions, ARNs, principals. Values only.
@NullMarked
package dev.keyturn.identity;

import org.jspecify.annotations.NullMarked;
