/* redis_exam.c: INFO, CONFIG GET and TIME, judged for what can lose incidents
 * or keep them from being written.
 *
 * Hosted servers forbid CONFIG: what cannot be asked is said to be unknown, never taken
 * for fine. */
#include "cli/redis_exam.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/aof.h"
#include "cli/findings.h"
#include "cli/lost.h"
#include "io/disk.h"
#include "io/redis_files.h"
#include "io/redis_json.h"
#include "io/redis_store.h"
#include "tocsin/keys.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    CLOCK_WARN_MS = 2000,
    MEMORY_WARN_PERCENT = 85,
    FIELD_MAX = 64,
};

struct redis_exam {
    struct redis_exam_options o;
    char name[600];
    bool embedded, may_forget; /* as configured */
    char folder[PATH_MAX];     /* of the embedded one */
    char fsync[FIELD_MAX];     /* "": unknown */
    char truncated[FIELD_MAX]; /* aof-load-truncated, the same */
    char *info;                /* NULL: unknown */
    json_t *lost;              /* incidents that are lost (lost.h), or NULL */
    int64_t asked;             /* wall clock, when TIME was sent */
};

void redis_exam_name(const struct config *config, char *ret, size_t size) {
    if (config->redis == REDIS_EMBEDDED) {
        snprintf(ret, size, "embedded, in %s", config->data);
    } else if (config->redis == REDIS_UNIX) {
        snprintf(ret, size, "unix:%s", config->redis_path);
    } else {
        snprintf(ret, size, "%s:%d", config->redis_host, config->redis_port);
    }
}

static void say(const struct redis_exam *exam, enum finding_level level, const char *todo,
                const char *what) {
    findings_say(exam->o.report, exam->o.ctx, level, todo, "Redis: %s", what);
}

static const char *field(const struct redis_exam *exam, const char *name,
                         char ret[FIELD_MAX]) {
    redis_info_field(exam->info, name, ret, FIELD_MAX);
    return ret;
}

/* ---- what is judged ------------------------------------------------------------- */

static void judge_version(const struct redis_exam *exam) {
    char version[FIELD_MAX];
    findings_say(exam->o.report, exam->o.ctx, FINDING_FINE, NULL,
                 "Redis: version %s answers (%s)", field(exam, "redis_version", version),
                 exam->name);
}

static void judge_durability(const struct redis_exam *exam) {
    char aof[FIELD_MAX];
    if (!text_equal(field(exam, "aof_enabled", aof), "1")) {
        bool wanted = exam->may_forget;
        say(exam, wanted ? FINDING_WARN : FINDING_BROKEN,
            "CONFIG SET appendonly yes, then CONFIG REWRITE; or redis.allow_volatile: "
            "true in tocsin.yaml, if losing incidents is acceptable",
            wanted ? "keeps no append-only file, so a restart of it loses incidents "
                     "(redis.allow_volatile accepts that)"
                   : "keeps no append-only file, so a restart of it loses incidents; "
                     "tocsin refuses to run on it");
    } else if (text_equal(exam->fsync, "always")) {
        say(exam, FINDING_FINE, NULL,
            "append-only file, fsync always: what is answered is on its disk");
    } else if (text_equal(exam->fsync, "everysec")) {
        say(exam, FINDING_WARN,
            "accept it, or CONFIG SET appendfsync always, then CONFIG REWRITE (the "
            "price is in tests/bench/README.md)",
            "append-only file, fsync everysec: a power cut can lose the last 1 to 2 "
            "seconds of what was answered");
    } else if (text_equal(exam->fsync, "no")) {
        say(exam, FINDING_WARN,
            "CONFIG SET appendfsync everysec (or always), then CONFIG REWRITE",
            "append-only file, fsync no: a power cut can lose half a minute and more of "
            "what was answered");
    } else {
        say(exam, exam->embedded ? FINDING_FINE : FINDING_WARN,
            "ask whoever runs it: appendfsync should be always, or everysec",
            "append-only file; how often it is written to disk cannot be asked (CONFIG "
            "is forbidden)");
    }
}

/* The embedded one is told not to (io/redis_mend.h). */
static void judge_torn_end(const struct redis_exam *exam) {
    char aof[FIELD_MAX];
    if (text_equal(field(exam, "aof_enabled", aof), "1") &&
        text_equal(exam->truncated, "yes")) {
        say(exam, FINDING_WARN,
            "CONFIG SET aof-load-truncated no, then CONFIG REWRITE; when it does not "
            "start after that, redis-check-aof --fix of its manifest cuts the half "
            "transaction off",
            "aof-load-truncated yes: killed in the middle of a write it can keep half a "
            "transaction, and carries that out later");
    }
}

/* Twice: it may be writing them anew just now. */
static void judge_files(const struct redis_exam *exam) {
    char missing[AOF_NAME_MAX];
    if (exam->embedded && !aof_there(exam->folder) &&
        redis_files_missing(exam->folder, missing, sizeof missing)) {
        findings_say(exam->o.report, exam->o.ctx, FINDING_BROKEN,
                     "do not stop it: a bot at work has all of it written anew within a "
                     "minute; look again then. What removed it must not do so again",
                     "Redis: somebody removed its files while it runs (missing: %s/%s): "
                     "what it holds is in memory only",
                     exam->folder, missing);
    }
}

static void judge_disk(const struct redis_exam *exam) {
    int64_t left = exam->embedded ? disk_free(exam->folder) : -1;
    if (left >= 0 && left < DISK_SHORT) {
        findings_say(exam->o.report, exam->o.ctx,
                     left < DISK_FULL ? FINDING_BROKEN : FINDING_WARN,
                     "make room there: without it nothing can be saved, and it ends with "
                     "each write",
                     "Redis: its disk has %lld KB left (%s)", (long long)left / 1024,
                     exam->folder);
    }
}

static void judge_writing(const struct redis_exam *exam) {
    static const struct {
        const char *name, *what;
        enum finding_level level;
    } fields[] = {
        {"aof_last_write_status",
         "the last write to its append-only file failed: it refuses commands",
         FINDING_BROKEN},
        {"rdb_last_bgsave_status",
         "its last snapshot failed: as long as it saves snapshots it refuses commands",
         FINDING_BROKEN},
        {"aof_last_bgrewrite_status",
         "its last rewrite of the append-only file failed: the file grows, and removed "
         "texts stay in it",
         FINDING_WARN},
    };
    bool fine = true;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        char status[FIELD_MAX];
        if (*field(exam, fields[i].name, status) && !text_equal(status, "ok")) {
            fine = false;
            say(exam, fields[i].level,
                "look into its log, and whether its disk is full or may not be written",
                fields[i].what);
        }
    }
    bool full =
        exam->embedded && disk_people(exam->folder); /* it ends before it says so */
    if (fine && !full) {
        say(exam, FINDING_FINE, NULL, "writes to its disk without errors");
    }
}

static void judge_memory(const struct redis_exam *exam) {
    char policy[FIELD_MAX], used[FIELD_MAX], most[FIELD_MAX];
    long long max = strtoll(field(exam, "maxmemory", most), NULL, 10);
    long long now = strtoll(field(exam, "used_memory", used), NULL, 10);
    if (!text_equal(field(exam, "maxmemory_policy", policy), "noeviction")) {
        findings_say(exam->o.report, exam->o.ctx,
                     exam->may_forget ? FINDING_WARN : FINDING_BROKEN,
                     "CONFIG SET maxmemory-policy noeviction, then CONFIG REWRITE",
                     "Redis: may delete incidents when memory is short "
                     "(maxmemory-policy %s)",
                     *policy ? policy : "unknown");
    } else if (max > 0 && now / (max / 100 + 1) >= MEMORY_WARN_PERCENT) {
        findings_say(exam->o.report, exam->o.ctx, FINDING_WARN,
                     "raise maxmemory: when it is full, nothing can be saved any more",
                     "Redis: %lld of %lld MB of memory are used", now >> 20, max >> 20);
    } else {
        say(exam, FINDING_FINE, NULL, "never deletes keys (maxmemory-policy noeviction)");
    }
}

/* Seconds and microseconds, against the middle of the question's way; said to the nearest second,
 * for that middle is a guess that a slow answer moves to either side. */
static void judge_clock(const struct redis_exam *exam, const json_t *time) {
    const char *seconds = json_string_value(json_array_get(time, 0));
    const char *micros = json_string_value(json_array_get(time, 1));
    int64_t now = exam->o.loop->wall(exam->o.loop->self);
    if (!seconds || !micros) {
        say(exam, FINDING_WARN, "allow the command TIME", "its clock cannot be asked");
        return;
    }
    int64_t theirs = strtoll(seconds, NULL, 10) * 1000 + strtoll(micros, NULL, 10) / 1000;
    int64_t off = theirs - (exam->asked + now) / 2;
    if (off > CLOCK_WARN_MS || off < -CLOCK_WARN_MS) {
        findings_say(exam->o.report, exam->o.ctx, FINDING_WARN,
                     "let both machines set their clocks by NTP (timedatectl)",
                     "Redis: its clock is %lld s %s that of this machine",
                     (long long)((off < 0 ? -off : off) + 500) / 1000,
                     off < 0 ? "behind" : "ahead of");
    } else {
        say(exam, FINDING_FINE, NULL, "its clock and that of this machine agree");
    }
}

/* A bot that was at work noticed it and said it then; whoever comes later hears it here. */
static void judge_history(const struct redis_exam *exam) {
    struct arena *arena = arena_new();
    struct lost_ids lost;
    lost_read(arena, exam->lost, &lost);
    const char *sentence = lost_sentence(arena, &lost);
    if (sentence) {
        say(exam, FINDING_BROKEN,
            WAY_BACK ". To go on without them: tocsin rebuild --forget", sentence);
    }
    arena_free(arena);
}

/* ---- asking --------------------------------------------------------------------- */

static void lost_came(void *ctx, const json_t *replies, const char *why) {
    struct redis_exam *exam = ctx;
    (void)why;
    exam->lost = json_deep_copy(json_array_get(replies, 0));
}

static void time_came(void *ctx, const json_t *replies, const char *why) {
    struct redis_exam *exam = ctx;
    (void)why;
    if (exam->info) {
        judge_version(exam);
        judge_durability(exam);
        judge_torn_end(exam);
        judge_files(exam);
        judge_disk(exam);
        judge_writing(exam);
        judge_memory(exam);
        judge_clock(exam, json_array_get(replies, 0));
        judge_history(exam);
    }
    exam->o.done(exam->o.ctx);
}

/* "": it cannot be asked. */
static void keep_setting(const json_t *replies, char ret[FIELD_MAX]) {
    const json_t *pair = json_array_get(replies, 0);
    const char *value = json_string_value(json_array_get(pair, 1));
    snprintf(ret, FIELD_MAX, "%s", value ? value : "");
}

static void fsync_came(void *ctx, const json_t *replies, const char *why) {
    struct redis_exam *exam = ctx;
    (void)why;
    keep_setting(replies, exam->fsync);
}

static void truncated_came(void *ctx, const json_t *replies, const char *why) {
    struct redis_exam *exam = ctx;
    (void)why;
    keep_setting(replies, exam->truncated);
}

static void info_came(void *ctx, const json_t *replies, const char *why) {
    struct redis_exam *exam = ctx;
    const char *text = json_string_value(json_array_get(replies, 0));
    if (!text) {
        findings_say(exam->o.report, exam->o.ctx, FINDING_BROKEN,
                     "see that it runs, and that its user may use INFO",
                     "Redis: does not say how it is: %s",
                     why ? why : "no answer to INFO");
        return;
    }
    exam->info = mem_copy(text);
}

struct redis_exam *redis_exam_new(const struct redis_exam_options *options) {
    struct redis_exam *exam = mem_new(sizeof *exam);
    exam->o = *options;
    exam->o.config = NULL; /* a reload may free them */
    exam->o.folder = NULL;
    exam->embedded = options->config->redis == REDIS_EMBEDDED;
    exam->may_forget = options->config->allow_volatile;
    snprintf(exam->folder, sizeof exam->folder, "%s",
             options->folder ? options->folder : options->config->data);
    redis_exam_name(options->config, exam->name, sizeof exam->name);
    if (options->folder) {
        snprintf(exam->name, sizeof exam->name, "embedded, tried in an empty folder");
    }
    exam->asked = options->loop->wall(options->loop->self);
    const struct blob info[] = {{"INFO", 4}};
    const struct blob fsync[] = {{"CONFIG", 6}, {"GET", 3}, {"appendfsync", 11}};
    const struct blob truncated[] = {
        {"CONFIG", 6}, {"GET", 3}, {"aof-load-truncated", 18}};
    const struct blob time[] = {{"TIME", 4}};
    /* One connection: the answers come in this order. */
    redis_store_raw(options->store, info, 1, info_came, exam);
    redis_store_raw(options->store, fsync, 3, fsync_came, exam);
    redis_store_raw(options->store, truncated, 3, truncated_came, exam);
    const struct blob words[] = {{"HGETALL", 7}};
    const struct write lost = {{KEY_LOST, strlen(KEY_LOST)}, 1, words};
    options->store->read(options->store->self, &lost, 1, lost_came, exam);
    redis_store_raw(options->store, time, 1, time_came, exam);
    return exam;
}

void redis_exam_free(struct redis_exam *exam) {
    if (exam) {
        free(exam->info);
        json_decref(exam->lost);
        free(exam);
    }
}
