/* shared.h: what the modes share: the console itself, the road that an input takes to the
 * host, and when a delivery counts as sent. It names nothing of the files above it. */
#ifndef TOCSIN_CONSOLE_SHARED_H
#define TOCSIN_CONSOLE_SHARED_H

#include "base/arena.h"
#include "codec.h"
#include "options.h"
#include "output.h"
#include "tocsin/adapter.h"
#include "tocsin/limits.h"

enum { CONSOLE_SHOWN_MAX = 4 * LIMIT_RENDERED };

struct console;

struct mode {
    bool terminal; /* somebody looks: bold shows, topics wait for /channels */
    bool fits;     /* lines are as wide as the screen, where the output is one */
    bool (*start)(struct console *console);
    void (*stop)(struct console *console);
    void (*free)(struct console *console);
    void (*send)(struct console *console, const struct delivery *delivery,
                 outcome_cb done, void *ctx);
    /* Text modes: shows whole lines. */
    void (*print)(struct console *console, const char *text, taken_cb cb, void *ctx);
    /* The same for a notice; `each`: its lines once for each place, each line behind its
     * place. NULL: print() will do. */
    void (*posted)(struct console *console, const char *shown, const char *each,
                   taken_cb cb, void *ctx);
    /* An answer came, which is printed later. NULL: nobody looks for it. */
    void (*answered)(struct console *console, const char *text);
};

struct pending; /* shared.c */
struct held;    /* held.c */
struct channel; /* channels.h */

struct console {
    struct adapter adapter;
    struct console_options o;
    struct arena *arena; /* copies of the options' strings */
    const struct mode *mode;
    const struct host *host;
    struct output *output;
    void *state;             /* the mode's own */
    struct pending *pending; /* inputs that wait for their reply */
    struct held *held;       /* held.c; NULL: the mode shows each thing as it comes */
    bool started, stopped, stopping;
    bool fresh; /* keys are of this run alone */
    int status;

    /* Text modes: who speaks where. */
    char *user;
    char *channel;
    /* incident last written to from here: its channel is joined when it opens */
    char *follows;
    struct channel *channels; /* sorted by name */
    int64_t inputs;           /* numbers the input keys */
    void (*finished)(struct console *console);
};

int64_t console_now(const struct console *console);
struct codec_style console_style(const struct console *console);
/* Columns of the screen; 0: no screen, lines may have any length. */
size_t console_columns(const struct console *console);
/* "console:<name>" */
char *console_actor(struct arena *arena, const char *name);
/* Prints `text` and ends the delivery when its bytes were taken; its outcome says `place`,
 * which is copied. */
void console_deliver(struct console *console, const char *text,
                     const struct delivery *delivery, const char *place, outcome_cb done,
                     void *ctx);
/* Waits until nothing is under way, then ends the program. Idempotent. */
void console_leave(struct console *console);
/* Puts an input of a person on the road. `replied` is called once with `id` and the
 * reply, unless the console is freed before. */
struct person_input {
    const char *id;    /* ends the idempotency key, and is given back */
    const char *user;  /* plain name */
    const char *place; /* qualified */
    const char *text;
};
typedef void (*replied_fn)(struct console *console, const char *id,
                           const struct reply *reply);
void console_submit(struct console *console, const struct person_input *input,
                    replied_fn replied);
/* The console goes: inputs that are not answered are forgotten, without a callback. */
void console_forget(struct console *console);

#endif
