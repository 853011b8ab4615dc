/* paper.c: a network that is a folder, for the tests of two networks at once.
 *
 *   out      what is sent, one JSON object per line, and the answers to what was read
 *   in       what people do: {"key","user","place","text"} types a command,
 *            {"key","user","place","data"} marks a message
 *   down     while this is there, nothing can be sent
 *   refuse   what of it names a place, or "open", is refused for good
 *
 * It reads `in` as a network is read whose events have numbers: the number of lines read is
 * kept (host.keep) with the last of them. It does not know a repeat, but can look for one. */
#include "base/address.h"
#include "base/arena.h"
#include "base/jsonx.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "io/config_options.h"
#include "tocsin/limits.h"
#include "tocsin/network.h"
#include "tocsin/reply.h"
#include "tocsin/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME "paper"

enum { POLL_MS = 20, DOWN_MS = 100, READ_MAX = 64 * 1024 };

struct paper {
    struct adapter adapter;
    const struct loop *loop;
    const struct host *host;
    struct loop_timer *timer;
    const char *folder;
    size_t read;   /* lines of `in` that were handed in */
    size_t failed; /* the first of them that nobody knows to be saved, from 1; 0: none */
    bool recalled;
};

/* ---- the folder ---- */

static FILE *file_of(const struct paper *paper, const char *name, const char *mode) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", paper->folder, name);
    return fopen(path, mode);
}

static bool is_down(const struct paper *paper) {
    FILE *file = file_of(paper, "down", "r");
    if (file) {
        fclose(file);
    }
    return file != NULL;
}

/* Is a line of the file that text? */
static bool names(const struct paper *paper, const char *name, const char *wanted) {
    char line[512];
    bool found = false;
    FILE *file = file_of(paper, name, "r");
    while (file && !found && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        found = strcmp(line, wanted) == 0;
    }
    if (file) {
        fclose(file);
    }
    return found;
}

static void put(const struct paper *paper, json_t *line) {
    FILE *file = file_of(paper, "out", "a");
    if (!file || json_dumpf(line, file, JSON_COMPACT) != 0 || fputc('\n', file) == EOF ||
        fclose(file) != 0) {
        abort();
    }
    json_decref(line);
}

/* ---- out ---- */

static void add_node(void *ctx, const struct tree_node *node) {
    struct strbuf *text = ctx;
    if (node->kind == TREE_PERSON) {
        strbuf_addc(text, '@');
    }
    if (node->kind == TREE_PARAGRAPH || node->kind == TREE_ITEM ||
        node->kind == TREE_HEADING) {
        strbuf_addc(text, '\n');
    }
    strbuf_add(text, node->text);
}

static json_t *text_of(const json_t *tree) {
    struct strbuf text;
    strbuf_init(&text, LIMIT_RENDERED);
    tree_walk(tree, add_node, &text);
    json_t *json = json_stringn(text.ptr, text.len);
    strbuf_free(&text);
    return json;
}

static json_t *people_of(const char *const *people) {
    json_t *list = json_array();
    for (; people && *people; people++) {
        json_array_append_new(list, json_string(*people));
    }
    return list;
}

static void paper_send(void *self, const struct delivery *delivery, outcome_cb done,
                       void *ctx) {
    static const char *const kinds[] = {[DELIVERY_POST] = "post",
                                        [DELIVERY_OPEN] = "open",
                                        [DELIVERY_MIRROR] = "mirror",
                                        [DELIVERY_STEP] = "step",
                                        [DELIVERY_ASK] = "ask"};
    const struct paper *paper = self;
    bool open = delivery->kind == DELIVERY_OPEN;
    char place[LIMIT_PLACE + 1];
    snprintf(place, sizeof place, NAME ":%s",
             delivery->place + (*delivery->place == '#'));
    struct outcome outcome = {.kind = OUTCOME_SENT,
                              .place = open ? place : delivery->place,
                              .private_place = delivery->private_place,
                              .remote = delivery->id};
    if (is_down(paper)) {
        done(ctx, &(struct outcome){.kind = OUTCOME_RETRY, .retry_ms = DOWN_MS});
        return;
    }
    if (names(paper, "refuse", open ? "open" : delivery->place)) {
        done(ctx, &(struct outcome){.kind = OUTCOME_DENIED, .why = "the paper is full"});
        return;
    }
    json_t *line =
        json_pack("{s:s, s:s, s:s, s:s, s:b, s:o, s:o}", "kind", kinds[delivery->kind],
                  "id", delivery->id, "place", outcome.place, "level", delivery->level,
                  "private", delivery->private_place, "text", text_of(delivery->body),
                  "people", people_of(delivery->people));
    jsonx_set_string(line, "slot", delivery->slot);
    jsonx_set_string(line, "step", delivery->step);
    put(paper, line);
    done(ctx, &outcome);
}

static void paper_look(void *self, const struct delivery *delivery, outcome_cb done,
                       void *ctx) {
    const struct paper *paper = self;
    char line[READ_MAX];
    struct outcome outcome = {.kind = OUTCOME_RETRY,
                              .place = delivery->place,
                              .private_place = delivery->private_place};
    FILE *file = file_of(paper, "out", "r");
    while (file && fgets(line, sizeof line, file)) {
        outcome.kind = strstr(line, delivery->id) ? OUTCOME_SENT : outcome.kind;
    }
    if (file) {
        fclose(file);
    }
    done(ctx, &outcome);
}

/* ---- in ---- */

struct asked {
    struct paper *paper;
    size_t line;
    char key[64];
};

static void answered(void *ctx, const struct reply *reply) {
    static const char *const words[] = {
        [REPLY_DONE] = "done", [REPLY_REFUSED] = "refused", [REPLY_UNKNOWN] = "unknown"};
    struct asked *asked = ctx;
    struct paper *paper = asked->paper;
    if (reply->status == REPLY_UNKNOWN &&
        (paper->failed == 0 || asked->line < paper->failed)) {
        paper->failed = asked->line;
    }
    put(paper, json_pack("{s:s, s:s, s:s, s:b, s:o}", "kind", "reply", "key", asked->key,
                         "status", words[reply->status], "duplicate", reply->duplicate,
                         "text", text_of(reply->body)));
    free(asked);
}

static void hand_in(struct paper *paper, const json_t *line, size_t number,
                    const char *keep) {
    struct arena *arena = arena_new();
    struct asked *asked = mem_new(sizeof *asked);
    const json_t *data = json_object_get(line, "data");
    asked->paper = paper;
    asked->line = number;
    snprintf(asked->key, sizeof asked->key, "%s", jsonx_string(line, "key", ""));
    const struct input input = {
        .kind = data ? INPUT_MESSAGE : INPUT_COMMAND,
        .key = address_of(arena, NAME, asked->key),
        .actor = address_of(arena, NAME, jsonx_string(line, "user", "nobody")),
        .place = address_of(arena, NAME, jsonx_string(line, "place", "hall")),
        .text = jsonx_string(line, "text", NULL),
        .data = data,
        .keep = keep,
        .done = answered,
        .ctx = asked,
    };
    paper->host->input(paper->host->self, &input);
    arena_free(arena);
}

/* Whole lines from `paper->read` on; their number. `keep` NULL: counts only. */
static size_t read_lines(struct paper *paper, size_t last) {
    char text[READ_MAX], keep[24];
    size_t n = 0;
    FILE *file = file_of(paper, "in", "r");
    while (file && fgets(text, sizeof text, file) && text[strlen(text) - 1] == '\n') {
        n++;
        if (last > 0 && n > paper->read && n <= last) {
            json_t *line = jsonx_parse(text, strlen(text));
            snprintf(keep, sizeof keep, "%zu", n);
            hand_in(paper, line, n, n == last ? keep : NULL);
            json_decref(line);
        }
    }
    if (file) {
        fclose(file);
    }
    return n;
}

static void poll_in(void *ctx) {
    struct paper *paper = ctx;
    size_t n = paper->recalled ? read_lines(paper, 0) : 0;
    if (paper->failed > 0) {
        paper->read = paper->failed - 1;
        paper->failed = 0;
    }
    if (n > paper->read) {
        read_lines(paper, n);
        paper->read = n;
    }
    paper->loop->timer_start(paper->timer, POLL_MS);
}

static void recalled(void *ctx, const char *fact, const char *why) {
    struct paper *paper = ctx;
    if (why) {
        abort();
    }
    paper->read = fact ? (size_t)strtoul(fact, NULL, 10) : 0;
    paper->recalled = true;
}

/* ---- the adapter ---- */

static bool paper_start(void *self, const struct host *host) {
    struct paper *paper = self;
    paper->host = host;
    paper->timer = paper->loop->timer(paper->loop->self, poll_in, paper);
    paper->loop->timer_start(paper->timer, POLL_MS);
    host->recall(host->self, NAME, recalled, paper);
    return true;
}

static void paper_stop(void *self) {
    struct paper *paper = self;
    if (paper->timer) {
        paper->loop->timer_stop(paper->timer);
    }
}

static void paper_free(void *self) {
    struct paper *paper = self;
    if (paper->timer) {
        paper->loop->timer_free(paper->timer);
    }
    free(paper);
}

/* ---- the row ---- */

struct section {
    const char *folder, *token_file;
    const char *const *invite;
};

static const struct config_option options[] = {
    {"paper.folder", "path", "paper", "where it is", OPTION_IS_PATH,
     .at = offsetof(struct section, folder)},
    {"paper.token_file", "path", NULL, "file that holds its token", OPTION_IS_PATH,
     .at = offsetof(struct section, token_file)},
    {"paper.invite", "list of ids", NULL, "invited to every incident",
     OPTION_IS_LIST(10, LIMIT_WORD), .live = true,
     .at = offsetof(struct section, invite)},
    {.name = NULL},
};

static const char *place(const char *name) {
    return strchr(name, '!') ? "a place on paper; write paper:incidents" : NULL;
}

static bool read_section(void *data, struct directory_network *there,
                         const struct network_reading *in) {
    const struct section *section = data;
    const char **invite = arena_array(in->arena, 11, sizeof *invite);
    for (size_t i = 0; section->invite[i]; i++) {
        invite[i] = address_of(in->arena, NAME, section->invite[i]);
    }
    there->invite = invite;
    return !text_equal(section->folder, "/dev/null") ||
           in->refuse(in->self, "paper.folder", "holds nothing; name a folder");
}

static bool local(const void *section) {
    return section != NULL;
}

static const struct network_token tokens[] = {
    {.name = "stamp",
     .option = "paper.token_file",
     .file = offsetof(struct section, token_file),
     .env = "PAPER_STAMP",
     .credential = "paper-stamp",
     .where = "the back of the paper",
     .letters = "/"},
    {.name = NULL},
};

static struct adapter *build(const struct network_parts *parts, struct error *err) {
    const struct section *section = parts->section;
    struct paper *paper = mem_new(sizeof *paper);
    (void)err;
    paper->loop = parts->loop;
    paper->folder = section->folder;
    paper->adapter = (struct adapter){
        .network = NAME,
        .caps = CAP_CHANNELS | CAP_DIRECT | CAP_MIRROR | CAP_SEARCH | CAP_MEMBERS,
        .self = paper,
        .send = paper_send,
        .look = paper_look,
        .start = paper_start,
        .stop = paper_stop,
        .free = paper_free,
    };
    return &paper->adapter;
}

const struct network network_paper = {
    .name = NAME,
    .title = "Paper",
    .todo = "write a section paper: into tocsin.yaml",
    .steps = "tests/paper/paper.c",
    .place = place,
    .options = options,
    .section = sizeof(struct section),
    .read = read_section,
    .local = local,
    .tokens = tokens,
    .build = build,
};
