/* no_database.c: see no_database.h. */
#include "cli/no_database.h"
#include "base/err.h"
#include "cli/aof.h"
#include "cli/known_file.h"
#include "io/redis_files.h"
#include "io/redis_hold.h"
#include "tocsin/way_back.h"

bool no_database(const char *folder, enum redis_found found, struct error *err) {
    json_t *known = known_file_read(folder);
    int64_t given = known_file_given(known);
    size_t open = json_object_size(known_file_open(known));
    pid_t holder = redis_hold_lost_by(folder);
    json_decref(known);
    if (holder > 0) {
        return err_set(
            err, ERR_CONFLICT,
            "the folder %s was removed or renamed under a tocsin that is at work "
            "on it (process %ld): do not stop that one. Renamed: name the folder "
            "as it is called now (--data). Removed: its incidents are in memory "
            "alone; copy what the timeline of each shows",
            folder, (long)holder);
    }
    if (!redis_files_startable(folder, err)) {
        return false;
    }
    if (given > 0) {
        char missing[AOF_NAME_MAX];
        (void)redis_files_missing(folder, missing, sizeof missing);
        return err_set(
            err, ERR_CORRUPT,
            "the database in %s is gone: its files were removed (missing: %s), "
            "with %lld incident%s (open: %zu). The way back: " WAY_BACK,
            folder, missing, (long long)given, given == 1 ? "" : "s", open);
    }
    return err_set(
        err, ERR_NOT_FOUND,
        found == FOUND_NOTHING
            ? "there is no data folder %s, so no database. Is it the right one "
              "(--data)? tocsin run makes it when it starts"
            : "there is no database in %s. Is it the right folder (--data)? "
              "tocsin run makes one when it starts",
        folder);
}
