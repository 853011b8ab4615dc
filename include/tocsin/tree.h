/* tree.h: what everything is said in, before a network has its way with it.
 *
 * A tree is a JSON array of blocks, one per line; it is stored as such. A block or a node
 * is an object {"k": kind, ...}:
 *
 *   kind            JSON                        shows
 *   --------------  --------------------------  ------------------------------------------
 *   TREE_HEADING    "h"     c: nodes            a heading
 *   TREE_PARAGRAPH  "p"     c: nodes            a line
 *   TREE_ITEM       "li"    c: nodes            an item of a list
 *   TREE_BUTTONS    "buttons"  c: buttons       what can be pressed (reply.h); the last
 *                                               block, and left out by who has no buttons
 *   TREE_TEXT       "t"     s: text             the text
 *   TREE_BOLD       "b"     c: nodes            the same, bold
 *   TREE_CODE       "c"     s: text             the text as it is typed
 *   TREE_LINK       "a"     s: label, u: URL    a link
 *   TREE_PERSON     "m"     s: address, n?      somebody; n: their name, when it is known
 *   TREE_PLACE      "#"     s: address          a place
 *   TREE_TIME       "time"  ms: UTC             a moment
 *   TREE_DURATION   "dur"   ms                  how long
 *   TREE_COMMAND    "cmd"   s: words            a command, with the network's own prefix
 *
 * Text may hold newlines: a renderer keeps them from looking like lines of ours. Each
 * network, the terminal and a page is a renderer: it switches over the kind, so that the
 * compiler finds the one that does not know a new kind. Text of people never becomes
 * structure; only a renderer escapes. */
#ifndef TOCSIN_TREE_H
#define TOCSIN_TREE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum tree_kind {
    TREE_UNKNOWN, /* not one of ours: shows nothing */
    TREE_HEADING,
    TREE_PARAGRAPH,
    TREE_ITEM,
    TREE_BUTTONS,
    TREE_TEXT,
    TREE_BOLD,
    TREE_CODE,
    TREE_LINK,
    TREE_PERSON,
    TREE_PLACE,
    TREE_TIME,
    TREE_DURATION,
    TREE_COMMAND,
};

enum { TREE_DEPTH = 32 }; /* nodes inside nodes; deeper ones are not walked to */

/* A block or a node, read. Borrows from the tree. */
struct tree_node {
    enum tree_kind kind;
    const char *text;     /* `s`; "": it has none */
    const char *url;      /* `u`; "": it has none */
    const char *name;     /* `n`, or NULL */
    int64_t ms;           /* 0: it has none */
    const json_t *inside; /* `c`, or NULL */
    json_t *json;         /* the node itself */
};

/* Never fails: what is missing is empty. */
struct tree_node tree_read(const json_t *node);
bool tree_is(const json_t *node, enum tree_kind kind);
/* The i-th of a list (a tree, or what is inside a node), read. False: the list is over. */
bool tree_at(const json_t *nodes, size_t i, struct tree_node *ret_node);

/* Calls `visit` for each node of a list (a tree, or what is inside a node), each before
 * what is inside it, but for buttons. It may change its node. */
typedef void (*tree_visit)(void *ctx, const struct tree_node *node);
void tree_walk(const json_t *nodes, tree_visit visit, void *ctx);

/* ---- making them; new references ---- */

/* What `k` says. */
const char *tree_word(enum tree_kind kind);
/* One with `s`. */
json_t *tree_leaf(enum tree_kind kind, const char *text);
/* One with `c`, which is taken over. */
json_t *tree_parent(enum tree_kind kind, json_t *inside);
/* A tree of one line of text. */
json_t *tree_line(const char *text);

#endif
