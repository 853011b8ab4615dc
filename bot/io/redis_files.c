/* redis_files.c: see redis_files.h.
 *
 * A lost manifest can be told from the names of the files only when there is one base and
 * nothing is left of a rewrite; else nobody guesses. */
#include "io/redis_files.h"

#include "base/err.h"
#include "base/text.h"
#include "tocsin/way_back.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FOLDER "appendonlydir"
#define STEM "appendonly.aof."
#define MANIFEST STEM "manifest"

enum { PATH_ROOM = PATH_MAX + NAME_MAX + sizeof FOLDER + 2 };

static bool is_there(const char *folder, const char *name) {
    char path[PATH_ROOM];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return access(path, F_OK) == 0;
}

/* Of the first file that a line names ("file appendonly.aof.1.incr.aof seq 1 type i") and
 * that is not there. */
static bool named_and_missing(FILE *manifest, const char *folder, char *ret,
                              size_t size) {
    char line[PATH_MAX], name[NAME_MAX + 1];
    while (fgets(line, sizeof line, manifest)) {
        if (sscanf(line, "file %255s ", name) == 1) {
            snprintf(ret, size, FOLDER "/%s", name);
            if (!is_there(folder, ret)) {
                return true;
            }
        }
    }
    return false;
}

bool redis_files_missing(const char *folder, char *ret, size_t size) {
    char path[PATH_ROOM];
    snprintf(path, sizeof path, "%s/" FOLDER "/" MANIFEST, folder);
    FILE *manifest = fopen(path, "re");
    bool missing = true;
    if (manifest) {
        missing = named_and_missing(manifest, folder, ret, size);
        (void)fclose(manifest);
    } else {
        snprintf(ret, size, "%s",
                 is_there(folder, FOLDER) ? FOLDER "/" MANIFEST : FOLDER);
    }
    if (!missing) {
        ret[0] = '\0';
    }
    return missing;
}

/* ---- what is left without the manifest ---- */

struct left {
    size_t bases, incrs;
    long base, incr; /* numbers of the last ones */
    bool rdb;
};

static void count(struct left *left, const char *name) {
    const char *at = text_after(name, STEM);
    char *kind = NULL;
    long number = at ? strtol(at, &kind, 10) : 0;
    if (!at || kind == at || *kind++ != '.' || number < 0) {
        return;
    }
    if (text_starts(kind, "base.")) {
        left->bases++;
        left->base = number;
        left->rdb = text_equal(kind, "base.rdb");
    } else if (text_equal(kind, "incr.aof")) {
        left->incr = number;
        left->incrs++;
    }
}

static bool find_left(const char *folder, struct left *ret) {
    char path[PATH_ROOM];
    snprintf(path, sizeof path, "%s/" FOLDER, folder);
    DIR *dir = opendir(path);
    *ret = (struct left){0};
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        count(ret, entry->d_name);
    }
    if (dir) {
        closedir(dir);
    }
    return ret->bases + ret->incrs > 0;
}

/* Whole sentences, after what is wrong. */
#define BRING_BACK                                                                       \
    "Bring it back from a copy of the folder; without one move %s/" FOLDER               \
    " away, and go this way back: " WAY_BACK

bool redis_files_startable(const char *folder, struct error *err) {
    struct left left;
    char missing[NAME_MAX + sizeof FOLDER + 1];
    if (!redis_files_missing(folder, missing, sizeof missing) ||
        !find_left(folder, &left)) {
        return true;
    }
    if (!text_equal(missing, FOLDER "/" MANIFEST)) {
        return err_set(
            err, ERR_CORRUPT,
            "%s/%s is missing, and Redis does not begin without it. " BRING_BACK, folder,
            missing, folder);
    }
    if (left.bases == 1 && left.incrs == 1) {
        return err_set(
            err, ERR_CORRUPT,
            "%s/%s is missing, and the files that it named are there: a Redis without it "
            "would begin with nothing and write over them. Write it anew, as the user of "
            "the "
            "folder: (echo file " STEM "%ld.base.%s seq %ld type b; echo file " STEM
            "%ld.incr.aof seq %ld type i) >%s/%s",
            folder, missing, left.base, left.rdb ? "rdb" : "aof", left.base, left.incr,
            left.incr, folder, missing);
    }
    return err_set(
        err, ERR_CORRUPT,
        "%s/%s is missing, and of the files that it named %zu are there: a Redis "
        "without it would begin with nothing and write over them. " BRING_BACK,
        folder, missing, left.bases + left.incrs, folder);
}
