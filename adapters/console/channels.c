/* channels.c: the channels this console has seen, and what is pinned in them.
 *
 * Kept sorted by name, so that what is listed does not depend on what came first. Nothing
 * here is stored: a mirror that was lost is sent again. */
#include "channels.h"
#include "base/mem.h"

struct channel *channel_get(struct console *c, const char *name) {
    struct channel **at = &c->channels;
    while (*at && strcmp((*at)->name, name) < 0) {
        at = &(*at)->next;
    }
    if (*at && strcmp((*at)->name, name) == 0) {
        return *at;
    }
    struct channel *channel = mem_new(sizeof *channel);
    *channel = (struct channel){.name = mem_copy(name), .next = *at};
    *at = channel;
    return channel;
}

void channel_mirror(struct channel *channel, const char *slot, const char *text) {
    char **at = strcmp(slot, "topic") == 0 ? &channel->topic : &channel->pinned;
    free(*at);
    *at = mem_copy(text);
}

void channels_free(struct console *c) {
    while (c->channels) {
        struct channel *channel = c->channels;
        c->channels = channel->next;
        free(channel->name);
        free(channel->topic);
        free(channel->pinned);
        free(channel);
    }
}
