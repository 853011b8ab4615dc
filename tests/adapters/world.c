/* world.c: the fakes. Nothing here knows what the adapter should do. */
#include "world.h"

#include "base/text.h"
#include <utlist.h>

#define START 1760000000000

struct loop_timer {
    struct world *world;
    struct loop_timer *prev, *next;
    void (*cb)(void *ctx);
    void *ctx;
    int64_t due; /* -1: stopped */
    bool once;   /* a deferred call */
};

static void *must(void *ptr) {
    assert_non_null(ptr);
    return ptr;
}

static char *dup(const char *s) {
    return s ? must(strdup(s)) : NULL;
}

/* ---- loop ---- */

static int64_t loop_wall(void *self) {
    return START + ((struct world *)self)->now;
}

static int64_t loop_mono(void *self) {
    return ((struct world *)self)->now;
}

static struct loop_timer *loop_timer(void *self, void (*cb)(void *ctx), void *ctx) {
    struct world *world = self;
    struct loop_timer *timer = must(calloc(1, sizeof *timer));
    *timer = (struct loop_timer){.world = world, .cb = cb, .ctx = ctx, .due = -1};
    DL_APPEND(world->timers, timer);
    return timer;
}

static void timer_start(struct loop_timer *timer, int64_t ms) {
    assert_true(ms >= 0);
    timer->due = timer->world->now + ms;
    DL_DELETE(timer->world->timers,
              timer); /* equal times fire in the order of starting */
    DL_APPEND(timer->world->timers, timer);
}

static void timer_stop(struct loop_timer *timer) {
    timer->due = -1;
}

static void timer_free(struct loop_timer *timer) {
    DL_DELETE(timer->world->timers, timer);
    free(timer);
}

static void loop_defer(void *self, void (*cb)(void *ctx), void *ctx) {
    struct loop_timer *timer = loop_timer(self, cb, ctx);
    timer->once = true;
    timer_start(timer, 0);
}

void world_run(struct world *world, int64_t ms) {
    int64_t until = world->now + ms;
    for (int fired = 0;; fired++) {
        struct loop_timer *timer, *next = NULL;
        DL_FOREACH(world->timers, timer) {
            if (timer->due >= 0 && timer->due <= until &&
                (!next || timer->due < next->due)) {
                next = timer;
            }
        }
        if (!next) {
            break;
        }
        assert_true(fired < 100000); /* it spins */
        world->now = next->due > world->now ? next->due : world->now;
        next->due = -1;
        void (*cb)(void *) = next->cb;
        void *ctx = next->ctx;
        if (next->once) {
            timer_free(next);
        }
        cb(ctx);
    }
    world->now = until;
}

void world_step(struct world *world) {
    world_run(world, 0);
}

/* ---- http ---- */

struct answer {
    struct http_response response;
    const char *retry;
};

static const char *header(const struct http_response *response, const char *name) {
    const struct answer *answer = (const struct answer *)response;
    return text_equal_nocase(name, "retry-after") ? answer->retry : NULL;
}

void world_answer(struct world_request *request, enum http_result result, int status,
                  const char *json, const char *retry) {
    struct answer answer = {
        .response = {.result = result,
                     .status = status,
                     .body = json ? json : "",
                     .len = json ? strlen(json) : 0,
                     .why = result == HTTP_DONE ? NULL : "made up",
                     .header = header},
        .retry = retry,
    };
    assert_false(request->answered);
    request->answered = true;
    request->cb(request->ctx, &answer.response);
}

void world_ok(struct world_request *request, const char *json) {
    world_answer(request, HTTP_DONE, 200, json, NULL);
}

static void scripted(void *ctx) {
    struct world_request *request = ctx;
    struct world *world = request->world;
    const char *json = world->script ? world->script(world, request) : NULL;
    if (json && !request->answered) {
        world_ok(request, json);
    }
}

static void http_ask(void *self, const struct http_request *asked, http_cb cb,
                     void *ctx) {
    struct world *world = self;
    assert_true(world->nrequests < WORLD_REQUESTS);
    struct world_request *request = &world->requests[world->nrequests++];
    const char *slash = must(strrchr(asked->url, '/'));
    *request = (struct world_request){
        .world = world,
        .method = dup(slash + 1),
        .url = dup(asked->url),
        .body = asked->body ? jsonx_parse(asked->body, asked->len) : NULL,
        .at = world->now,
        .cb = cb,
        .ctx = ctx,
    };
    loop_defer(world, scripted, request);
}

size_t world_count(const struct world *world, const char *method) {
    size_t n = 0;
    for (size_t i = 0; i < world->nrequests; i++) {
        n += text_equal(world->requests[i].method, method);
    }
    return n;
}

struct world_request *world_request(struct world *world, const char *method, size_t n) {
    for (size_t i = 0; i < world->nrequests; i++) {
        if (text_equal(world->requests[i].method, method) && n-- == 0) {
            return &world->requests[i];
        }
    }
    fail_msg("%s was not called so often", method);
    return NULL;
}

static const char *usual(struct world *world, struct world_request *request) {
    if (text_equal(request->method, "auth.test")) {
        return "{\"ok\":true,\"user_id\":\"UBOT\",\"bot_id\":\"BBOT\",\"team\":\"Acme\","
               "\"team_id\":\"T1\"}";
    }
    if (text_equal(request->method, "apps.connections.open")) {
        return arena_printf(world->arena, "{\"ok\":true,\"url\":\"wss://s.test/%zu\"}",
                            world_count(world, request->method) + world->nsockets * 100);
    }
    return NULL;
}

/* ---- websockets ---- */

void world_hello(struct websocket *socket) {
    socket->calls.opened(socket->calls.ctx);
    world_text(socket, "{\"type\":\"hello\",\"num_connections\":1,"
                       "\"connection_info\":{\"app_id\":\"A1\"}}");
}

static void hello_by_itself(void *ctx) {
    struct websocket *socket = ctx;
    if (!socket->ended) {
        world_hello(socket);
    }
}

static struct websocket *ws_open(void *self, const struct websocket_options *options,
                                 const struct websocket_calls *calls) {
    struct world *world = self;
    assert_true(world->nsockets < WORLD_SOCKETS);
    assert_true(options->hangup_ms > options->ping_ms && options->ping_ms > 0);
    struct websocket *socket = must(calloc(1, sizeof *socket));
    *socket = (struct websocket){
        .world = world, .calls = *calls, .url = dup(options->url), .at = world->now};
    world->sockets[world->nsockets++] = socket;
    if (world->hello) {
        loop_defer(world, hello_by_itself, socket);
    }
    return socket;
}

static bool ws_send(struct websocket *socket, const char *s, size_t len) {
    assert_false(socket->ended); /* it would be freed */
    if (socket->cut) {
        return false;
    }
    assert_true(len < 20480);
    assert_true(socket->nframes < WORLD_FRAMES);
    socket->frames[socket->nframes++] = must(jsonx_parse(s, len));
    return true;
}

static void ws_close(struct websocket *socket) {
    assert_false(socket->ended);
    socket->ended = true;
}

void world_text(struct websocket *socket, const char *json) {
    assert_false(socket->ended);
    socket->calls.text(socket->calls.ctx, json, strlen(json));
}

void world_json(struct websocket *socket, json_t *json) {
    char *text = must(json_dumps(must(json), JSON_COMPACT));
    world_text(socket, text);
    free(text);
    json_decref(json);
}

void world_closed(struct websocket *socket, const char *why) {
    assert_false(socket->ended);
    socket->ended = true;
    socket->calls.closed(socket->calls.ctx, why);
}

size_t world_open_sockets(const struct world *world) {
    size_t n = 0;
    for (size_t i = 0; i < world->nsockets; i++) {
        n += !world->sockets[i]->ended;
    }
    return n;
}

const json_t *world_ack(const struct websocket *socket, const char *envelope) {
    for (size_t i = 0; i < socket->nframes; i++) {
        if (text_equal(jsonx_string(socket->frames[i], "envelope_id", ""), envelope)) {
            return socket->frames[i];
        }
    }
    return NULL;
}

/* ---- host ---- */

static void host_input(void *self, const struct input *input) {
    struct world *world = self;
    assert_true(world->ninputs < WORLD_INPUTS);
    world->inputs[world->ninputs++] = (struct world_input){
        .kind = input->kind,
        .key = dup(input->key),
        .actor = dup(input->actor),
        .place = dup(input->place),
        .text = dup(input->text),
        .command = dup(input->command),
        .phase = dup(input->phase),
        .fields = json_deep_copy(input->fields),
        .data = json_deep_copy(input->data),
        .stranger = input->stranger,
        .shown = input->shown,
        .done = input->done,
        .ctx = input->ctx,
    };
}

static int64_t host_now(void *self) {
    return loop_wall(self);
}

static const char *host_known_name(void *self, const char *actor) {
    (void)self;
    (void)actor;
    return NULL;
}

static void host_learn_name(void *self, const char *actor, const char *name) {
    struct world *world = self;
    assert_true(text_starts(actor, "slack:"));
    assert_true(*name);
    world->names++;
}

static void host_known_id(void *self, const char *name) {
    struct world *world = self;
    world->ids_told = world->ids_told || !name;
    world->ids += name ? 1 : 0;
}

void world_reply(struct world *world, size_t n, const struct reply *reply) {
    assert_true(n < world->ninputs);
    struct world_input *input = &world->inputs[n];
    void (*done)(void *, const struct reply *) = input->done;
    assert_non_null(done);
    input->done = NULL;
    done(input->ctx, reply);
    world_step(world);
}

json_t *world_tree(struct world *world, const char *text) {
    return arena_json(world->arena, json_pack("[{s:s, s:[{s:s, s:s}]}]", "k", "p", "c",
                                              "k", "t", "s", text));
}

void world_say(struct world *world, size_t n, enum reply_status status,
               const char *text) {
    const struct reply reply = {
        .status = status,
        .saved = status == REPLY_DONE,
        .body = world_tree(world, text),
    };
    world_reply(world, n, &reply);
}

bool world_holds(const json_t *json, const char *text) {
    const char *key;
    json_t *value;
    size_t i;
    if (json_is_string(json)) {
        return strstr(json_string_value(json), text) != NULL;
    }
    json_array_foreach((json_t *)json, i, value) {
        if (world_holds(value, text)) {
            return true;
        }
    }
    json_object_foreach((json_t *)json, key, value) {
        if (world_holds(value, text)) {
            return true;
        }
    }
    return false;
}

json_t *world_slash(const char *envelope, const char *trigger, const char *text) {
    return json_pack("{s:s, s:s, s:b, s:{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}}",
                     "type", "slash_commands", "envelope_id", envelope,
                     "accepts_response_payload", 1, "payload", "team_id", "T1",
                     "channel_id", "C1", "channel_name", "general", "user_id", "U1",
                     "user_name", "ana", "command", "/inc", "text", text, "response_url",
                     "https://hooks.test/commands/answer-here", "trigger_id", trigger);
}

json_t *world_event(const char *envelope, const char *id, const char *event) {
    return json_pack("{s:s, s:s, s:b, s:{s:s, s:s, s:i, s:s, s:o}}", "type", "events_api",
                     "envelope_id", envelope, "accepts_response_payload", 0, "payload",
                     "type", "event_callback", "event_id", id, "event_time", 1760000000,
                     "team_id", "T1", "event", jsonx_parse(event, strlen(event)));
}

/* ---- life ---- */

static void on_fatal(void *ctx, const char *why) {
    struct world *world = ctx;
    assert_true(why && *why);
    world->fatal++;
}

struct world *world_new(int sockets) {
    static const char *const timeline[] = {"pushpin", NULL};
    static const char *const action[] = {"white_check_mark", NULL};
    static const char *const none[] = {NULL};
    struct world *world = must(calloc(1, sizeof *world));
    world->arena = arena_new();
    world->loop = (struct loop){.self = world,
                                .wall = loop_wall,
                                .mono = loop_mono,
                                .timer = loop_timer,
                                .timer_start = timer_start,
                                .timer_stop = timer_stop,
                                .timer_free = timer_free,
                                .defer = loop_defer};
    world->http = (struct http){world, http_ask};
    world->websockets = (struct websockets){world, ws_open, ws_send, ws_close};
    world->host = (struct host){.self = world,
                                .input = host_input,
                                .now = host_now,
                                .known_name = host_known_name,
                                .learn_name = host_learn_name,
                                .known_id = host_known_id};
    world->script = usual;
    world->hello = true;
    const struct slack_options options = {
        .loop = &world->loop,
        .http = &world->http,
        .websockets = &world->websockets,
        .app_token = "xapp-1-made-up",
        .bot_token = "xoxb-made-up",
        .api_url = "https://slack.test/api/",
        .command = "/inc",
        .sockets = sockets,
        .channel_pattern = "{id}",
        .timeline_reactions = timeline,
        .action_reactions = action,
        .places = none,
        .teams = world->teams,
        .on_fatal = on_fatal,
        .ctx = world,
    };
    world->adapter = slack_new(&options);
    return world;
}

struct world *world_up(int sockets) {
    struct world *world = world_new(sockets);
    assert_true(world->adapter->start(world->adapter->self, &world->host));
    world_run(world, 2000);
    assert_int_equal(world_open_sockets(world), sockets);
    return world;
}

void world_free(struct world *world) {
    world->adapter->stop(world->adapter->self);
    world->adapter->free(world->adapter->self);
    struct loop_timer *timer, *next;
    DL_FOREACH_SAFE(world->timers, timer, next) {
        assert_true(timer->once); /* else the adapter has forgotten it */
        timer_free(timer);
    }
    for (size_t i = 0; i < world->nrequests; i++) {
        struct world_request *request = &world->requests[i];
        if (!request->answered) { /* late: nobody may listen any more */
            world_answer(request, HTTP_UNKNOWN, 0, NULL, NULL);
        }
        free(request->method);
        free(request->url);
        json_decref(request->body);
    }
    for (size_t i = 0; i < world->nsockets; i++) {
        struct websocket *socket = world->sockets[i];
        assert_true(socket->ended);
        for (size_t f = 0; f < socket->nframes; f++) {
            json_decref(socket->frames[f]);
        }
        free(socket->url);
        free(socket);
    }
    for (size_t i = 0; i < world->ninputs; i++) {
        struct world_input *input = &world->inputs[i];
        free(input->key);
        free(input->actor);
        free(input->place);
        free(input->text);
        free(input->command);
        free(input->phase);
        json_decref(input->fields);
        json_decref(input->data);
    }
    arena_free(world->arena);
    free(world);
}
