/// The load run: the packaged program under a closed loop of clients, each figure beside the one
/// that it is compared with. Its main is [dev.keyturn.bench.load.LoadRun].
@NullMarked
package dev.keyturn.bench.load;

import org.jspecify.annotations.NullMarked;
