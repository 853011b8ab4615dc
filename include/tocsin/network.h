/* network.h: a network as the program finds it: all that it brings besides its adapter
 * (adapter.h), in one const row. The row stands in the network's own folder, and its address
 * in bot/cli/networks_table.c; no other file knows the network's name.
 *
 * From the row derive: its section of tocsin.yaml and what `tocsin check` says of it, its
 * tokens and where they are looked for, what a reload may change, the findings about the
 * tokens in `tocsin doctor`, and `tocsin manifest`. */
#ifndef TOCSIN_NETWORK_H
#define TOCSIN_NETWORK_H

#include "tocsin/adapter.h"
#include "tocsin/directory.h"
#include "tocsin/error.h"
#include "tocsin/http.h"
#include "tocsin/loop.h"
#include "tocsin/option.h"
#include "tocsin/websocket.h"

struct arena; /* base/arena.h */

/* What is at hand while its section is read. */
struct network_reading {
    void *self;
    struct arena *arena; /* what is made here lives as long as the section */
    /* A path as it is written in the file, seen from where the bot was started. */
    const char *(*resolve)(void *self, const char *path);
    /* Refuses a value: file, line and `key` ("slack.invite[2]") stand before `why`, which
     * says what to write instead. Returns false. */
    bool (*refuse)(void *self, const char *key, const char *why);
};

/* A secret that people give it: a file, the environment or a credential of systemd, never
 * an argument and never in tocsin.yaml. It is known to the log as a secret. */
struct network_token {
    const char *name;             /* "bot token" */
    const char *option;           /* "slack.bot_token_file": names its file */
    size_t file;                  /* where that option goes in the section */
    const char *env, *credential; /* "SLACK_BOT_TOKEN", "slack-bot-token" */
    const char *where;            /* to get one: "It is found on …" */
    const char *prefix;           /* what it begins with; NULL: anything */
    const char *letters; /* in it besides letters, digits, -, . and _; NULL: none */
    bool phrase;         /* any single line: a password */
    bool spare;          /* it can work without: the value is NULL when there is none */
};
/* What people paste in the place of a token. NULL prefix ends them. */
struct network_mistake {
    const char *prefix, *what;
};

enum { NETWORK_TOKENS_MAX = 4 };

/* What an adapter is built with. A reload replaces the configuration while adapters live: the
 * section is a copy, and lives as long as the adapter, like everything here. */
struct network_parts {
    const struct loop *loop;
    const void *section;
    const char *const *tokens;   /* in the order of the row */
    const struct http *http;     /* NULL unless NETWORK_HTTP */
    const struct websockets *ws; /* NULL unless NETWORK_WEBSOCKETS */
    const char *const *places;   /* the configured ones of that network */
    struct arena *arena;         /* freed after the adapter */
    bool at_work; /* another process has started it: what a start does was tried */
    /* The network will not have us until a person acts. Any time, once or more. */
    void (*fatal)(void *ctx, const char *why);
    void *ctx;
};

enum network_needs {
    NETWORK_HTTP = 1 << 0,
    NETWORK_WEBSOCKETS = 1 << 1,
};

struct network {
    const char *name;  /* "slack": prefix of its addresses, and its section */
    const char *title; /* "Slack": to people */
    const char *todo;  /* what somebody does who wants to use it */
    const char *steps; /* where that is explained: "deploy/slack/README.md" */
    const char
        *manifest; /* what an app there is made from, below deploy/; NULL: nothing */
    /* What is wrong with a place that people configure, after "is not ": "a channel of Slack;
     * write slack:#incidents". `name` is behind the network's name and colon. NULL: it is
     * right. Without the function: every name is. */
    const char *(*place)(const char *name);
    const struct config_option *options; /* of its section; names begin with its own */
    size_t section;                      /* bytes of the struct that they fill */
    /* Refuses here what the network would refuse later, in the middle of an incident. The
     * section is filled in; `there` has the network's name, and wants the rest. */
    bool (*read)(void *section, struct directory_network *there,
                 const struct network_reading *in);
    /* Nothing but this machine is spoken to: a network for trials. NULL: it never is. */
    bool (*local)(const void *section);
    const struct network_token *tokens;     /* NULL name ends them; NULL: it has none */
    const struct network_mistake *mistakes; /* NULL: none is known */
    unsigned needs;                         /* enum network_needs */
    /* NULL with err: it cannot be. */
    struct adapter *(*build)(const struct network_parts *parts, struct error *err);
};

#endif
