/* view_lists.c: what an incident has several of, as lists of its view: see view.h. */
#include "core/view_lists.h"
#include "base/jsonx.h"
#include "core/markup_text.h"
#include "core/nearby.h"
#include "core/people.h"
#include "core/view_fields.h"

enum { VIEW_ACTIONS = 20 }; /* shown in a message; the rest is counted */

void view_actions(struct arena *arena, json_t *view, const struct world *world,
                  const struct incident *incident) {
    json_t *actions = json_array();

    for (size_t i = 0; i < incident->nactions && i < VIEW_ACTIONS; i++) {
        const struct action *action = &incident->actions[i];
        json_t *one = json_object();

        jsonx_set_int(one, "number", action->number);
        view_text(one, "title", action->title);
        if (action->owner) { /* named, not called, but for a name nobody told us */
            const char *name = people_known(world->directory, action->owner);

            jsonx_set_string(one, "owner",
                             name ? markup_escaped(arena, name)
                                  : view_mention(arena, action->owner));
        }
        view_time(one, "due", action->due);
        view_flag(one, "last", i + 1 == incident->nactions);
        json_array_append_new(actions, one);
    }
    json_object_set_new(view, "open_actions", actions);
    view_flag(view, "has_actions", incident->nactions > 0);
    if (incident->nactions > VIEW_ACTIONS) {
        jsonx_set_int(view, "more_actions", (int64_t)incident->nactions - VIEW_ACTIONS);
    }
}

void view_links(json_t *view, const struct incident *incident) {
    json_t *links = json_array();

    for (size_t i = 0; i < incident->nlinks; i++) {
        json_t *one = json_object();

        jsonx_set_string(one, "other", incident->links[i].other);
        view_flag(one, incident->links[i].as, true);
        json_array_append_new(links, one);
    }
    json_object_set_new(view, "links", links);
}

void view_places(struct arena *arena, json_t *view, const struct incident *incident) {
    const char *all = NULL;

    for (size_t i = 0; i < incident->nplaces; i++) {
        const struct bound_place *bound = &incident->places[i];
        const char *one = bound->failed ? NULL : view_place(arena, bound->place);

        if (one) {
            all = !all ? one : arena_printf(arena, "%s" NEARBY_BETWEEN "%s", all, one);
        }
    }
    jsonx_set_string(view, "place", all);
}
