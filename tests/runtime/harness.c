/* harness.c: the stage: policy, people, message packs, bots, and the passing of time. */
#include "harness.h"
#include "runtime/bot.h"
#include "runtime/parts.h"

#include "core/markup_text.h"
#include "io/policy_load.h"
#include "tocsin/assets.h"

extern const struct command_table command_table;

enum { SILENCE_MS = 20 * 1000, STEPS_MAX = 1000 * 1000 };

static const char *const announce_places[] = {"net:#incidents", NULL};
static const char *const leadership_places[] = {"net:#leadership", NULL};
static const char *const admin_groups[] = {"admin", NULL};
static const char *const root_identities[] = {"net:root", NULL};
static const struct person people[] = {{"Root", root_identities, admin_groups}};

static void *must(void *ptr) {
    if (!ptr) {
        abort();
    }
    return ptr;
}

/* ---- what an operator would have written ---- */

struct policy *stage_policy(const char *name) {
    char path[128];
    struct error err = {0};
    snprintf(path, sizeof path, "policies/%s.yaml", name);
    for (size_t i = 0; i < assets_count; i++) {
        if (!strcmp(assets[i].path, path)) {
            struct policy *policy =
                policy_parse(assets[i].text, assets[i].len, path, &err);
            assert_non_null(policy);
            return policy;
        }
    }
    fail_msg("no policy %s is shipped", name);
    return NULL;
}

/* "templates/en/opened.mustache" */
static void load_templates(struct stage *stage) {
    static const char folder[] = "templates/en/";
    stage->templates = must(calloc(assets_count + 1, sizeof *stage->templates));
    for (size_t i = 0; i < assets_count; i++) {
        const char *name = assets[i].path + sizeof folder - 1;
        if (strncmp(assets[i].path, folder, sizeof folder - 1) != 0) {
            continue;
        }
        stage->templates[stage->messages.nbuiltin++] = (struct message_template){
            "en", must(strndup(name, strcspn(name, "."))), assets[i].text};
    }
    stage->messages.language = "en";
    stage->messages.builtin = stage->templates;
}

int stage_setup(void **state) {
    struct server *server = *state;
    struct stage *stage = must(calloc(1, sizeof *stage));
    struct civil_options zone = {.zone = "UTC"};
    struct error err = {0};
    stage->server = server;
    snprintf(stage->workspace, sizeof stage->workspace, "w%lld",
             server_number(server, "INCR stages"));
    stage->real = loop_new();
    stage->tempo = tempo_new(stage, stage->real);
    stage->policy = stage_policy("default");
    stage->civil = civil_new(&zone, &err);
    load_templates(stage);
    stage->directory = (struct directory){
        .workspace = stage->workspace,
        .language = "en",
        .zone = "UTC",
        .announce = announce_places,
        .leadership = leadership_places,
        .people = people,
        .npeople = sizeof people / sizeof *people,
    };
    *state = stage;
    return stage->civil ? 0 : -1;
}

int stage_teardown(void **state) {
    struct stage *stage = *state;
    for (size_t i = 0; i < NODES; i++) {
        if (stage->nodes[i].bot) {
            node_crash(&stage->nodes[i]);
        }
        network_free(&stage->networks[i]);
    }
    tempo_free(stage->tempo);
    loop_free(stage->real);
    for (size_t i = 0; i < stage->messages.nbuiltin; i++) {
        free((char *)stage->templates[i].name);
    }
    free(stage->templates);
    civil_free(stage->civil);
    policy_free(stage->policy);
    free(stage);
    return 0;
}

/* ---- time ---- */

void stage_begin(struct stage *stage) {
    stage->pending++;
}

void stage_end(struct stage *stage) {
    stage->pending--;
    stage->woke = true;
}

void stage_settle(struct stage *stage) {
    for (;;) {
        if (tempo_fire(stage->tempo)) {
            continue;
        }
        if (stage->pending == 0) {
            return;
        }
        stage->woke = false;
        if (!loop_wait(stage->real, &stage->woke, SILENCE_MS)) {
            fail_msg("%lld calls were never answered", (long long)stage->pending);
        }
    }
}

void stage_pass(struct stage *stage, int64_t ms) {
    int64_t until = tempo_mono(stage->tempo) + ms;
    stage_settle(stage);
    for (int steps = 0; tempo_next(stage->tempo, until); steps++) {
        assert_true(steps < STEPS_MAX);
        stage_settle(stage);
    }
    tempo_set(stage->tempo, until);
}

/* ---- bots ---- */

static void on_up(void *ctx) {
    struct node *node = ctx;
    if (!node->up) {
        node->up = true;
        stage_end(node->stage);
    }
    bot_store_up(node->bot);
}

static void on_down(void *ctx, const char *why) {
    struct node *node = ctx;
    (void)why;
    bot_store_down(node->bot);
}

static void on_refused(void *ctx, const struct error *err) {
    (void)ctx;
    fprintf(stderr, "redis was refused: %s\n", err->text);
    abort();
}

static void on_ready(void *ctx) {
    struct node *node = ctx;
    node->ready = true;
}

static void on_standby(void *ctx, const char *who) {
    struct node *node = ctx;
    (void)who;
    node->standby = true;
}

static void on_stopped(void *ctx) {
    struct node *node = ctx;
    node->stopped = true;
}

static void on_redacted(void *ctx) {
    struct node *node = ctx;
    node->redactions++;
}

static struct store *open_store(struct node *node) {
    struct redis_options options = {
        .workspace = node->stage->workspace,
        .unix_path = server_socket(node->stage->server),
        .on_up = on_up,
        .on_down = on_down,
        .on_refused = on_refused,
        .ctx = node,
    };
    return redis_store_new(node->stage->real, &options);
}

struct node *node_open(struct stage *stage, size_t i, unsigned caps, int64_t now) {
    struct node *node = &stage->nodes[i];
    assert_null(node->bot);
    *node = (struct node){.stage = stage, .network = &stage->networks[i]};
    network_init(node->network, stage, caps);
    node->adapters[0] = &node->network->adapter;
    node->adapters[1] = stage->beside;
    node->redis = open_store(node);
    liar_init(&node->liar, stage, node->redis);
    struct bot_options options = {
        .loop = tempo_loop(stage->tempo),
        .store = &node->liar.store,
        .adapters = node->adapters,
        .commands = &command_table,
        .policy = stage->policy,
        .directory = &stage->directory,
        .messages = &stage->messages,
        .civil = stage->civil,
        .derivation = "default",
        .commands_per_minute = INT64_MAX,
        .virtual_clock = true,
        .virtual_start = now,
        .on_ready = on_ready,
        .on_standby = on_standby,
        .on_stopped = on_stopped,
        .on_redacted = on_redacted,
        .ctx = node,
    };
    node->bot = bot_new(&options);
    stage_begin(stage);
    redis_store_start(node->redis);
    stage_settle(stage);
    return node;
}

static void node_free(struct node *node) {
    redis_store_free(node->redis);
    bot_free(node->bot);
    node->bot = NULL;
    node->redis = NULL;
}

void node_close(struct node *node) {
    bot_stop(node->bot, HOUR);
    stage_settle(node->stage);
    assert_true(node->stopped);
    liar_die(&node->liar);
    stage_settle(node->stage);
    node_free(node);
}

void node_crash(struct node *node) {
    const struct outcome gone = {.kind = OUTCOME_UNKNOWN};
    node->bot->phase = BOT_STOPPED;
    liar_die(&node->liar);
    while (network_release(node->network, gone)) {
    }
    /* Some tries wait for a timer; all of them find the bot stopped. */
    stage_pass(node->stage, MINUTE);
    /* Whoever comes next sees that the holder's process is no more; ours still is. */
    if (node->bot->epoch > 0) {
        server_do(node->stage->server, "DEL t:{%s}:lease", node->stage->workspace);
    }
    node_free(node);
}

void node_flag(void *ctx) {
    *(bool *)ctx = true;
}

void node_advance(struct node *node, int64_t ms) {
    const struct host *host = bot_host(node->bot);
    bool done = false;
    assert_true(host->advance(host->self, ms, node_flag, &done));
    stage_settle(node->stage);
    assert_true(done);
}

/* ---- typing ---- */

void answer_came(void *ctx, const struct reply *reply) {
    struct answer *answer = ctx;
    struct arena *arena = arena_new();
    answer->calls++;
    answer->status = reply->status;
    answer->saved = reply->saved;
    answer->duplicate = reply->duplicate;
    snprintf(answer->incident, sizeof answer->incident, "%s",
             reply->incident ? reply->incident : "");
    snprintf(answer->text, sizeof answer->text, "%s",
             reply->body ? markup_plain(arena, reply->body) : "");
    arena_free(arena);
}

void node_type(struct node *node, struct answer *answer, const char *key,
               const char *actor, const char *place, const char *text) {
    char fresh[48];
    snprintf(fresh, sizeof fresh, "typed:%lld", (long long)++node->stage->typed);
    *answer = (struct answer){0};
    struct input input = {
        .kind = INPUT_COMMAND,
        .key = key ? key : fresh,
        .actor = actor,
        .place = place ? place : "net:#general",
        .text = text,
        .done = answer_came,
        .ctx = answer,
    };
    const struct host *host = bot_host(node->bot);
    host->input(host->self, &input);
}

struct answer node_say(struct node *node, const char *actor, const char *place,
                       const char *text) {
    struct answer answer;
    node_type(node, &answer, NULL, actor, place, text);
    stage_settle(node->stage);
    assert_int_equal(answer.calls, 1);
    return answer;
}

void node_declare(struct node *node, char ret_id[64], char ret_place[64]) {
    struct answer answer = node_say(
        node, "net:ana", NULL, "declare sev1 \"payments are down\" service=payments");
    assert_int_equal(answer.status, REPLY_DONE);
    snprintf(ret_id, 64, "%s", answer.incident);
    snprintf(ret_place, 64, "net:#%.50s", answer.incident);
    for (char *c = ret_place; *c; c++) {
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
    }
}
