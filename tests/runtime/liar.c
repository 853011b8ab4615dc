/* liar.c: between the bot and the real store, a store that loses, delays and invents
 * answers by script. Every call that is on its way to Redis counts as pending; what is
 * held does not, because it is the test that ends it. */
#include "harness.h"

/* A commit that outlives the call that brought it. */
struct waiting {
    struct liar *liar;
    enum lie_kind kind;
    struct arena *arena;
    struct commit commit;
    commit_cb cb;
    void *ctx;
    fence_cb fence;            /* LIE_FENCE_HOLD: the key is that of the one check */
    struct commit_reply reply; /* LIE_HOLD_REPLY: what Redis said */
    bool replied;
    enum commit_result *ret_result; /* LIE_LATE */
    struct waiting *next;
};

/* A call on its way. */
struct passing {
    struct liar *liar;
    bool lose;
    commit_cb commit;
    read_cb read;
    fence_cb fence;
    void *ctx;
};

static void *must(void *ptr) {
    if (!ptr) {
        abort();
    }
    return ptr;
}

static void append(struct waiting **list, struct waiting *waiting) {
    while (*list) {
        list = &(*list)->next;
    }
    *list = waiting;
}

static bool starts(struct blob key, const char *with) {
    return !with || (key.len >= strlen(with) && !memcmp(key.ptr, with, strlen(with)));
}

/* ---- which lie ---- */

static struct lie *lie_for(struct liar *liar, enum lie_kind from, enum lie_kind to,
                           const struct write *writes, size_t n) {
    for (size_t i = 0; i < liar->nlies; i++) {
        struct lie *lie = &liar->lies[i];
        bool touched = false;
        for (size_t w = 0; w < n && !touched; w++) {
            touched = starts(writes[w].key, lie->touches);
        }
        if (lie->kind < from || lie->kind > to || lie->times == 0 || !touched) {
            continue;
        }
        if (lie->skip > 0) {
            lie->skip--;
            continue;
        }
        lie->times -= lie->times > 0;
        return lie;
    }
    return NULL;
}

/* ---- copies ---- */

static struct blob copy_blob(struct arena *arena, struct blob blob) {
    return (struct blob){arena_strndup(arena, blob.ptr ? blob.ptr : "", blob.len),
                         blob.len};
}

static struct waiting *wait_copy(struct liar *liar, enum lie_kind kind,
                                 const struct commit *commit, commit_cb cb, void *ctx) {
    struct waiting *waiting = must(calloc(1, sizeof *waiting));
    struct arena *arena = arena_new();
    struct check *checks = arena_array(arena, commit->nchecks + 1, sizeof *checks);
    struct write *writes = arena_array(arena, commit->nwrites + 1, sizeof *writes);
    for (size_t i = 0; i < commit->nchecks; i++) {
        checks[i] = commit->checks[i];
        checks[i].key = copy_blob(arena, checks[i].key);
        checks[i].field = copy_blob(arena, checks[i].field);
        checks[i].value = copy_blob(arena, checks[i].value);
    }
    for (size_t i = 0; i < commit->nwrites; i++) {
        const struct write *from = &commit->writes[i];
        struct blob *argv = arena_array(arena, from->argc, sizeof *argv);
        for (size_t w = 0; w < from->argc; w++) {
            argv[w] = copy_blob(arena, from->argv[w]);
        }
        writes[i] = (struct write){copy_blob(arena, from->key), from->argc, argv};
    }
    struct blob *torn = arena_array(arena, commit->ntorn + 1, sizeof *torn);
    for (size_t i = 0; i < commit->ntorn; i++) {
        torn[i] = copy_blob(arena, commit->torn[i]);
    }
    *waiting = (struct waiting){
        .liar = liar,
        .kind = kind,
        .arena = arena,
        .commit = {.nchecks = commit->nchecks,
                   .checks = checks,
                   .nwrites = commit->nwrites,
                   .writes = writes,
                   .ntorn = commit->ntorn,
                   .torn = torn},
        .cb = cb,
        .ctx = ctx,
    };
    return waiting;
}

static void waiting_free(struct waiting *waiting) {
    arena_free(waiting->arena);
    free(waiting);
}

/* ---- answers that were never given by Redis ---- */

static void answer_deferred(void *ctx) {
    struct waiting *waiting = ctx;
    waiting->cb(waiting->ctx, &waiting->reply);
    waiting_free(waiting);
}

/* Never before the call returns: a store promises that. */
static void answer_soon(struct liar *liar, enum commit_result result, commit_cb cb,
                        void *ctx) {
    static const struct commit nothing;
    struct waiting *waiting = wait_copy(liar, LIE_LOST_COMMIT, &nothing, cb, ctx);
    waiting->reply = (struct commit_reply){
        .result = result, .value = {"", 0}, .why = "the test said so"};
    const struct loop *loop = tempo_loop(liar->stage->tempo);
    loop->defer(loop->self, answer_deferred, waiting);
}

static void refuse_soon(struct liar *liar, bool asked, commit_cb cb, void *ctx) {
    static const struct commit nothing;
    struct waiting *waiting = wait_copy(liar, LIE_LOST_COMMIT, &nothing, cb, ctx);
    waiting->reply = (struct commit_reply){.result = COMMIT_UNAVAILABLE,
                                           .value = {"", 0},
                                           .why = "the test said so",
                                           .people = "the database is ill.",
                                           .asked = asked};
    const struct loop *loop = tempo_loop(liar->stage->tempo);
    loop->defer(loop->self, answer_deferred, waiting);
}

/* ---- commits ---- */

static void liar_fence(void *self, struct blob key, int64_t give_up_ms, fence_cb cb,
                       void *ctx);

static void passed(void *ctx, const struct commit_reply *reply) {
    struct passing passing = *(struct passing *)ctx;
    free(ctx);
    struct commit_reply lost = {
        .result = COMMIT_UNKNOWN, .value = {"", 0}, .why = "the test lost it"};
    passing.commit(passing.ctx, passing.lose || passing.liar->dead ? &lost : reply);
    stage_end(passing.liar->stage);
}

static void pass(struct liar *liar, const struct commit *commit, bool lose, commit_cb cb,
                 void *ctx) {
    struct passing *passing = must(calloc(1, sizeof *passing));
    *passing = (struct passing){.liar = liar, .lose = lose, .commit = cb, .ctx = ctx};
    stage_begin(liar->stage);
    liar->commits++;
    liar->real->commit(liar->real->self, commit, passed, passing);
}

static void held_reply(void *ctx, const struct commit_reply *reply) {
    struct waiting *waiting = ctx;
    waiting->reply = *reply;
    waiting->reply.value = copy_blob(waiting->arena, reply->value);
    waiting->reply.why = arena_strdup(waiting->arena, reply->why);
    waiting->replied = true;
}

static void late_came(void *ctx, const struct commit_reply *reply) {
    struct waiting *waiting = ctx;
    *waiting->ret_result = reply->result;
    waiting_free(waiting);
}

/* With a write in the middle that fails: that of an element of a list that is not there. */
static void tear(struct liar *liar, const struct commit *commit, const char *touches,
                 commit_cb cb, void *ctx) {
    static const struct blob probe[] = {{"LSET", 4}, {"0", 1}, {"x", 1}};
    struct write writes[LIMIT_OPS];
    struct commit torn = *commit;
    size_t n = 0;
    bool put = false;
    for (size_t i = 0; i < commit->nwrites && n + 1 < LIMIT_OPS; i++) {
        writes[n++] = commit->writes[i];
        if (!put && starts(commit->writes[i].key, touches)) {
            writes[n++] = (struct write){{"probe", 5}, 3, probe};
            put = true;
        }
    }
    torn.writes = writes;
    torn.nwrites = n;
    pass(liar, &torn, false, cb, ctx);
}

static void liar_commit(void *self, const struct commit *commit, commit_cb cb,
                        void *ctx) {
    struct liar *liar = self;
    if (liar->dead) {
        answer_soon(liar, COMMIT_UNKNOWN, cb, ctx);
        return;
    }
    struct lie *lie =
        lie_for(liar, LIE_LOST_REPLY, LIE_HOOK, commit->writes, commit->nwrites);
    if (!lie) {
        pass(liar, commit, false, cb, ctx);
        return;
    }
    switch (lie->kind) {
    case LIE_LOST_REPLY:
        pass(liar, commit, true, cb, ctx);
        break;
    case LIE_LATE:
        append(&liar->late, wait_copy(liar, LIE_LATE, commit, NULL, NULL));
        answer_soon(liar, COMMIT_UNKNOWN, cb, ctx);
        break;
    case LIE_UNAVAILABLE:
        answer_soon(liar, COMMIT_UNAVAILABLE, cb, ctx);
        break;
    case LIE_OOM:
    case LIE_BUSY:
        refuse_soon(liar, lie->kind == LIE_OOM, cb, ctx);
        break;
    case LIE_TEAR:
        tear(liar, commit, lie->touches, cb, ctx);
        break;
    case LIE_HOLD:
        append(&liar->held, wait_copy(liar, LIE_HOLD, commit, cb, ctx));
        break;
    case LIE_HOLD_REPLY: {
        struct waiting *waiting = wait_copy(liar, LIE_HOLD_REPLY, commit, cb, ctx);
        append(&liar->held, waiting);
        pass(liar, commit, false, held_reply, waiting);
        break;
    }
    case LIE_HOOK:
        lie->hook(lie->ctx);
        pass(liar, commit, false, cb, ctx);
        break;
    default:
        answer_soon(liar, COMMIT_UNKNOWN, cb, ctx);
    }
}

bool liar_release(struct liar *liar) {
    struct waiting *waiting = liar->held;
    if (!waiting) {
        return false;
    }
    liar->held = waiting->next;
    if (waiting->kind == LIE_FENCE_HOLD) {
        liar_fence(liar, waiting->commit.checks[0].key, HOUR, waiting->fence,
                   waiting->ctx);
    } else if (waiting->kind == LIE_HOLD && !liar->dead) {
        pass(liar, &waiting->commit, false, waiting->cb, waiting->ctx);
    } else {
        if (!waiting->replied || liar->dead) {
            waiting->reply = (struct commit_reply){
                .result = COMMIT_UNKNOWN, .value = {"", 0}, .why = "the test held it"};
        }
        waiting->cb(waiting->ctx, &waiting->reply);
    }
    waiting_free(waiting);
    return true;
}

bool liar_late(struct liar *liar, enum commit_result *ret_result) {
    struct waiting *waiting = liar->late;
    if (!waiting) {
        return false;
    }
    liar->late = waiting->next;
    waiting->ret_result = ret_result;
    pass(liar, &waiting->commit, false, late_came, waiting);
    return true;
}

/* ---- reads and fences ---- */

static void read_passed(void *ctx, const json_t *replies, const char *why) {
    struct passing passing = *(struct passing *)ctx;
    free(ctx);
    bool lose = passing.lose || passing.liar->dead;
    passing.read(passing.ctx, lose ? NULL : replies, lose ? "the test lost it" : why);
    stage_end(passing.liar->stage);
}

static void liar_read(void *self, const struct write *cmds, size_t n, read_cb cb,
                      void *ctx) {
    struct liar *liar = self;
    struct passing *passing = must(calloc(1, sizeof *passing));
    bool lose = lie_for(liar, LIE_READ, LIE_READ, cmds, n) != NULL;
    *passing = (struct passing){.liar = liar, .lose = lose, .read = cb, .ctx = ctx};
    stage_begin(liar->stage);
    liar->real->read(liar->real->self, cmds, n, read_passed, passing);
}

static void liar_scan(void *self, const char *begin, const char *cursor, read_cb cb,
                      void *ctx) {
    struct liar *liar = self;
    struct passing *passing = must(calloc(1, sizeof *passing));
    struct write write = {{begin, strlen(begin)}, 0, NULL};
    bool lose = lie_for(liar, LIE_READ, LIE_READ, &write, 1) != NULL;
    *passing = (struct passing){.liar = liar, .lose = lose, .read = cb, .ctx = ctx};
    stage_begin(liar->stage);
    liar->real->scan(liar->real->self, begin, cursor, read_passed, passing);
}

static void fence_passed(void *ctx, bool known, bool voided, struct blob value) {
    struct passing passing = *(struct passing *)ctx;
    free(ctx);
    passing.fence(passing.ctx, known && !passing.liar->dead, voided, value);
    stage_end(passing.liar->stage);
}

static void fence_silent(void *ctx) {
    struct passing passing = *(struct passing *)ctx;
    free(ctx);
    passing.fence(passing.ctx, false, false, (struct blob){"", 0});
}

static void liar_fence(void *self, struct blob key, int64_t give_up_ms, fence_cb cb,
                       void *ctx) {
    struct liar *liar = self;
    struct passing *passing = must(calloc(1, sizeof *passing));
    *passing = (struct passing){.liar = liar, .fence = cb, .ctx = ctx};
    struct write write = {key, 0, NULL};
    if (!liar->dead && lie_for(liar, LIE_FENCE_HOLD, LIE_FENCE_HOLD, &write, 1)) {
        const struct check check = {.key = key};
        const struct commit commit = {.nchecks = 1, .checks = &check};
        struct waiting *waiting = wait_copy(liar, LIE_FENCE_HOLD, &commit, NULL, ctx);
        waiting->fence = cb;
        append(&liar->held, waiting);
        free(passing);
        return;
    }
    if (liar->dead || lie_for(liar, LIE_FENCE, LIE_FENCE, &write, 1)) {
        const struct loop *loop = tempo_loop(liar->stage->tempo);
        loop->defer(loop->self, fence_silent, passing);
        return;
    }
    stage_begin(liar->stage);
    liar->real->fence(liar->real->self, key, give_up_ms, fence_passed, passing);
}

static void liar_listen(void *self, poison_cb cb, void *ctx) {
    const struct liar *liar = self;
    liar->real->listen(liar->real->self, cb, ctx);
}

static bool liar_connected(void *self) {
    const struct liar *liar = self;
    return liar->real->connected(liar->real->self);
}

/* ---- life ---- */

void liar_init(struct liar *liar, struct stage *stage, const struct store *real) {
    *liar = (struct liar){.stage = stage, .real = real};
    liar->store = (struct store){liar,       liar_commit,    liar_read,  liar_scan,
                                 liar_fence, liar_connected, liar_listen};
}

void liar_lie(struct liar *liar, struct lie lie) {
    assert_true(liar->nlies < LIES_MAX);
    liar->lies[liar->nlies++] = lie;
}

void liar_die(struct liar *liar) {
    liar->dead = true;
    while (liar_release(liar)) {
    }
    while (liar->late) {
        struct waiting *waiting = liar->late;
        liar->late = waiting->next;
        waiting_free(waiting);
    }
}
