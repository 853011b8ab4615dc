/* bench.c: what a turn costs, against a real Redis on a unix socket. By hand, never a
 * test: it measures and judges nothing (tests/bench/run drives it and prints the table).
 *
 * usage: bench SOCKET MODE IN_FLIGHT COUNT [FILL]
 *   MODE  turn: `note` commands through the whole bot (parse, decide, one commit, answer)
 *         update: the same with `update`, which also posts to three places
 *         raw: the same script with the same writes as `note`, by hiredis alone,
 * pipelined: the ceiling nudge: COUNT incidents fall due at one moment; how late the
 * nudges are FILL  incidents (each with a derived deadline) that lie in Redis already
 *
 * The network is one that takes everything at once, so that only the bot is measured. */
#include "base/hash.h"
#include "base/log.h"
#include "core/commit.h"
#include "core/messages.h"
#include "io/civil.h"
#include "io/loop.h"
#include "io/policy_load.h"
#include "io/redis_script.h"
#include "io/redis_store.h"
#include "runtime/bot.h"
#include "tocsin/assets.h"
#include "tocsin/limits.h"
#include "tocsin/reply.h"

#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

extern const struct command_table command_table;

enum { INCIDENTS = 64, MOST = 2000000, WAIT_MS = 600 * 1000 };

static int64_t now_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t cpu_us(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return ((int64_t)usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 +
           usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

static long resident_kb(void) {
    long pages = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file || fscanf(file, "%ld %ld", &pages, &resident) != 2) {
        resident = 0;
    }
    if (file) {
        fclose(file);
    }
    return resident * 4;
}

static int by_value(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static void print_result(const char *mode, long in_flight, long n, int64_t *took,
                         int64_t wall, int64_t cpu) {
    qsort(took, (size_t)n, sizeof *took, by_value);
    printf("%s in_flight=%ld n=%ld per_s=%.0f p50_us=%lld p99_us=%lld cpu_us=%.1f "
           "rss_kb=%ld\n",
           mode, in_flight, n, (double)n * 1e6 / (double)wall, (long long)took[n / 2],
           (long long)took[n * 99 / 100], (double)cpu / (double)n, resident_kb());
}

/* ---- a network that takes everything ---- */

static void net_send(void *self, const struct delivery *delivery, outcome_cb done,
                     void *ctx) {
    long *nudges = self;
    char place[256];
    *nudges += !strcmp(delivery->level, "urgent");
    snprintf(place, sizeof place, "%s%s",
             delivery->kind == DELIVERY_OPEN ? "console:" : "", delivery->place);
    struct outcome sent = {.kind = OUTCOME_SENT, .place = place};
    done(ctx, &sent);
}

static bool net_start(void *self, const struct host *host) {
    (void)self;
    (void)host;
    return true;
}

static void net_stop(void *self) {
    (void)self;
}

/* ---- the bot ---- */

struct bench {
    struct loop *loop;
    struct bot *bot;
    long nudges;
    bool ready, finished;
    long in_flight, wanted, sent, answered;
    int64_t *began, *took;
    const char *mode;
    char places[INCIDENTS][64];
    long declared;
};

static void on_up(void *ctx) {
    struct bench *bench = ctx;
    bot_store_up(bench->bot);
}

static void on_down(void *ctx, const char *why) {
    (void)ctx;
    fprintf(stderr, "bench: redis down: %s\n", why);
}

static void on_refused(void *ctx, const struct error *err) {
    (void)ctx;
    fprintf(stderr, "bench: %s\n", err->text);
    exit(1);
}

static void on_ready(void *ctx) {
    struct bench *bench = ctx;
    bench->ready = true;
}

static void send_one(struct bench *bench);

static void answered(void *ctx, const struct reply *reply) {
    int64_t *began = ctx;
    struct bench *bench = (struct bench *)(uintptr_t)began[1];
    if (reply->status != REPLY_DONE) {
        fprintf(stderr, "bench: a command was refused\n");
        exit(1);
    }
    bench->took[bench->answered++] = now_us() - began[0];
    if (bench->answered == bench->wanted) {
        bench->finished = true;
    } else if (bench->sent < bench->wanted) {
        send_one(bench);
    }
}

static void send_one(struct bench *bench) {
    long i = bench->sent++;
    char key[32];
    snprintf(key, sizeof key, "%s:%ld", bench->mode, i);
    int64_t *slot = &bench->began[2 * i];
    slot[0] = now_us();
    slot[1] = (int64_t)(uintptr_t)bench;
    struct input input = {
        .kind = INPUT_COMMAND,
        .key = key,
        .actor = "console:bench",
        .place = bench->places[i % INCIDENTS],
        .text = !strcmp(bench->mode, "update") ? "update caches are warm again, watching"
                                               : "note caches are warm again, watching",
        .done = answered,
        .ctx = slot,
    };
    const struct host *host = bot_host(bench->bot);
    host->input(host->self, &input);
}

static void declared(void *ctx, const struct reply *reply) {
    struct bench *bench = ctx;
    snprintf(bench->places[bench->declared % INCIDENTS], sizeof bench->places[0],
             "console:#%s", reply->incident ? reply->incident : "?");
    for (char *c = bench->places[bench->declared % INCIDENTS]; *c; c++) {
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
    }
    bench->declared++;
}

static void set_flag(void *ctx) {
    *(bool *)ctx = true;
}

static void declare(struct bench *bench, long n) {
    const struct host *host = bot_host(bench->bot);
    for (long i = 0; i < n; i++) {
        char key[48];
        snprintf(key, sizeof key, "declare:%lld:%ld", (long long)now_us(), i);
        struct input input = {.kind = INPUT_COMMAND,
                              .key = key,
                              .actor = "console:bench",
                              .place = "console:#general",
                              .text =
                                  "declare sev1 \"payments are down\" service=payments",
                              .done = declared,
                              .ctx = bench};
        host->input(host->self, &input);
    }
    bool quiet = false;
    host->quiet(host->self, set_flag, &quiet);
    loop_wait(bench->loop, &quiet, WAIT_MS);
}

static void run_turns(struct bench *bench, long in_flight, long n) {
    bench->in_flight = in_flight;
    bench->wanted = n;
    bench->began = calloc((size_t)n * 2, sizeof *bench->began);
    bench->took = calloc((size_t)n, sizeof *bench->took);
    if (!bench->began || !bench->took) {
        abort();
    }
    declare(bench, INCIDENTS);
    int64_t wall = now_us(), cpu = cpu_us();
    for (long i = 0; i < in_flight && i < n; i++) {
        send_one(bench);
    }
    loop_wait(bench->loop, &bench->finished, WAIT_MS);
    print_result(bench->mode, in_flight, n, bench->took, now_us() - wall, cpu_us() - cpu);
}

/* All updates of n Sev1 incidents are due 15 minutes after their opening, on a virtual
 * clock: how long the bot takes to say all of it once the moment is there. */
static void run_nudges(struct bench *bench, long n) {
    declare(bench, n);
    const struct host *host = bot_host(bench->bot);
    bench->nudges = 0;
    bool over = false;
    int64_t wall = now_us(), cpu = cpu_us();
    host->advance(host->self, 15 * 60 * 1000, set_flag, &over);
    loop_wait(bench->loop, &over, WAIT_MS);
    wall = now_us() - wall;
    printf("nudge incidents=%ld nudges=%ld all_ms=%.1f each_us=%.1f cpu_us=%.1f\n", n,
           bench->nudges, (double)wall / 1000, (double)wall / (double)bench->nudges,
           (double)(cpu_us() - cpu) / (double)bench->nudges);
}

/* ---- the ceiling ---- */

static void encode_note(struct resp *resp, const char *sha, long i) {
    char n[24], id[24], idem[48], key[3][48], stream[32], text[160];
    snprintf(id, sizeof id, "raw-%ld", i % INCIDENTS);
    snprintf(n, sizeof n, "%ld", i / INCIDENTS + 1);
    snprintf(idem, sizeof idem, "idem:%032ld", i);
    snprintf(key[0], sizeof key[0], "inc:%s", id);
    snprintf(key[1], sizeof key[1], "tl:%s", id);
    snprintf(key[2], sizeof key[2], "tx:%s", id);
    snprintf(stream, sizeof stream, "%s-0", n);
    snprintf(text, sizeof text,
             "{\"a\":\"console:bench\",\"at\":1759132800123,\"in\":"
             "\"%032ld\",\"k\":\"note.added\",\"n\":%s,\"tx\":\"%064ld\",\"v\":1}",
             i, n, i);
    char before[24];
    snprintf(before, sizeof before, "%ld", i / INCIDENTS);
    const char *hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
#define B(s)                                                                             \
    { s, strlen(s) }
    struct check checks[] = {
        {CHECK_IDEM, B(idem), {"", 0}, {"", 0}, 1},
        {CHECK_VALUE, B("epoch"), {"", 0}, B("1"), 2},
        {CHECK_FIELD,
         B(key[0]),
         B("n"),
         {i < INCIDENTS ? "" : before, i < INCIDENTS ? 0 : strlen(before)},
         3},
    };
    struct blob xadd[] = {B("XADD"), B(stream), B("b"), B(text), B("h"), B(hash)};
    struct blob hset[] = {B("HSET"), B(n),
                          B("salt and a note of usual length, watching")};
    struct blob head[] = {B("HSET"), B("n"), B(n), B("h"), B(hash)};
    struct blob set[] = {B("SET"), B("{\"inc\":\"x\",\"n\":1,\"reply\":[],\"s\":\"ok\"}"),
                         B("EX"), B("172800")};
    struct write writes[] = {{B(key[1]), 6, xadd},
                             {B(key[2]), 3, hset},
                             {B(key[0]), 5, head},
                             {B(idem), 4, set}};
#undef B
    struct commit commit = {
        .nchecks = 3, .checks = checks, .nwrites = 4, .writes = writes};
    redis_script_encode(resp, sha, (struct blob){"t:{raw}:", 8}, &commit);
}

static void run_raw(const char *path, long in_flight, long n) {
    redisContext *redis = redisConnectUnix(path);
    if (!redis || redis->err) {
        fprintf(stderr, "bench: no redis\n");
        exit(1);
    }
    redisReply *sha = redisCommand(redis, "SCRIPT LOAD %s", redis_commit_script);
    freeReplyObject(redisCommand(redis, "SET t:{raw}:epoch 1"));
    int64_t *began = calloc((size_t)n, sizeof *began);
    int64_t *took = calloc((size_t)n, sizeof *took);
    if (!sha || !began || !took) {
        abort();
    }
    int64_t wall = now_us(), cpu = cpu_us();
    struct resp resp = {0};
    for (long sent = 0, done = 0; done < n;) {
        while (sent < n && sent - done < in_flight) {
            resp_clear(&resp);
            encode_note(&resp, sha->str, sent);
            redisAppendFormattedCommand(redis, resp.ptr, resp.len);
            began[sent++] = now_us();
        }
        redisReply *reply = NULL;
        if (redisGetReply(redis, (void **)&reply) != REDIS_OK ||
            reply->type == REDIS_REPLY_ERROR || reply->element[0]->integer != 0) {
            fprintf(stderr, "bench: the script refused\n");
            exit(1);
        }
        took[done] = now_us() - began[done];
        done++;
        freeReplyObject(reply);
    }
    print_result("raw", in_flight, n, took, now_us() - wall, cpu_us() - cpu);
    freeReplyObject(sha);
    redisFree(redis);
}

/* ---- a Redis that has much in it ---- */

static void fill(const char *path, long n) {
    static const char script[] =
        "local base = tonumber(ARGV[1])\n"
        "for i = base, base + 999 do\n"
        "  local id = string.format('INC-2020-01-01-%07d', i)\n"
        "  redis.call('XADD', 't:{bench}:tl:' .. id, '1-0', 'b', ARGV[2], 'h', ARGV[3])\n"
        "  redis.call('HSET', 't:{bench}:inc:' .. id, 'n', 1, 'h', ARGV[3])\n"
        "  redis.call('ZADD', 't:{bench}:open', 1577836800000 + i, id)\n"
        "  redis.call('ZADD', 't:{bench}:due', 4102444800000 + i, id)\n"
        "end";
    redisContext *redis = redisConnectUnix(path);
    for (long i = 0; redis && i < n; i += 1000) {
        redisReply *reply = redisCommand(redis, "EVAL %s 0 %ld %s %s", script, i,
                                         "{\"a\":\"x:y\",\"at\":1577836800000,\"k\":"
                                         "\"incident.opened\",\"n\":1,\"v\":1}",
                                         "00");
        freeReplyObject(reply);
    }
    /* Derived already, as an earlier run would have left it. */
    freeReplyObject(redisCommand(redis, "HSET t:{bench}:meta derived bench"));
    redisFree(redis);
}

int main(int argc, char **argv) {
    if (argc < 5) {
        fprintf(stderr,
                "usage: bench SOCKET turn|update|raw|nudge IN_FLIGHT COUNT [FILL]\n");
        return 2;
    }
    long in_flight = strtol(argv[3], NULL, 10), n = strtol(argv[4], NULL, 10);
    if (argc > 5) {
        fill(argv[1], strtol(argv[5], NULL, 10));
    }
    if (!strcmp(argv[2], "raw")) {
        run_raw(argv[1], in_flight, n);
        return 0;
    }
    log_set_level(LOG_LEVEL_ERROR);
    struct error err = {0};
    struct policy *policy = NULL;
    struct message_template *templates = calloc(assets_count, sizeof *templates);
    size_t ntemplates = 0;
    for (size_t i = 0; i < assets_count; i++) {
        if (!strcmp(assets[i].path, "policies/default.yaml")) {
            policy = policy_parse(assets[i].text, assets[i].len, "default", &err);
        } else if (!strncmp(assets[i].path, "templates/en/", 13)) {
            char *name = strdup(assets[i].path + 13);
            name[strcspn(name, ".")] = '\0';
            templates[ntemplates++] =
                (struct message_template){"en", name, assets[i].text};
        }
    }
    struct civil_options zone = {.zone = "UTC"};
    struct civil *civil = civil_new(&zone, &err);
    const char *const announce[] = {"console:#incidents", NULL};
    const char *const leadership[] = {"console:#leadership", NULL};
    struct directory directory = {.workspace = "bench",
                                  .language = "en",
                                  .zone = "UTC",
                                  .announce = announce,
                                  .leadership = leadership};
    struct messages messages = {
        .language = "en", .builtin = templates, .nbuiltin = ntemplates};
    struct bench bench = {.mode = argv[2], .loop = loop_new()};
    struct adapter adapter = {.network = "console",
                              .caps = CAP_CHANNELS | CAP_VOLATILE | CAP_DIRECT,
                              .self = &bench.nudges,
                              .send = net_send,
                              .start = net_start,
                              .stop = net_stop};
    struct adapter *adapters[] = {&adapter, NULL};
    struct redis_options redis = {.workspace = "bench",
                                  .unix_path = argv[1],
                                  .on_up = on_up,
                                  .on_down = on_down,
                                  .on_refused = on_refused,
                                  .ctx = &bench};
    struct store *store = redis_store_new(bench.loop, &redis);
    struct bot_options options = {.loop = bench.loop,
                                  .store = store,
                                  .adapters = adapters,
                                  .commands = &command_table,
                                  .policy = policy,
                                  .directory = &directory,
                                  .messages = &messages,
                                  .civil = civil,
                                  .derivation = "bench",
                                  .commands_per_minute = 1000000000,
                                  .virtual_clock = true,
                                  .virtual_start = 1759140000000,
                                  .on_ready = on_ready,
                                  .ctx = &bench};
    bench.bot = bot_new(&options);
    int64_t start = now_us();
    redis_store_start(store);
    loop_wait(bench.loop, &bench.ready, WAIT_MS);
    printf("ready ms=%.1f rss_kb=%ld\n", (double)(now_us() - start) / 1000,
           resident_kb());
    if (!strcmp(argv[2], "nudge")) {
        run_nudges(&bench, n);
    } else {
        run_turns(&bench, in_flight, n);
    }
    return 0;
}
