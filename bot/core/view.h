/* view.h: pieces of views, shared by the files that make messages (view.c, announce.c,
 * reminders.c, mirror.c). The names that templates see are listed in view.c. */
#ifndef TOCSIN_CORE_VIEW_H
#define TOCSIN_CORE_VIEW_H

#include "base/arena.h"
#include "core/incident.h"
#include "core/world.h"

/* The view of an incident that every template gets (deploy/README.md says where the names are). New ref. */
json_t *incident_view(struct arena *arena, const struct world *world,
                      const struct incident *incident);
/* Id, severity, phase and status, and nothing else: what somebody learns who may know
 * that a restricted incident exists, but not what it is. New reference. */
json_t *restricted_view(struct arena *arena, const struct world *world,
                        const struct incident *incident);
/* {"level", "name", "word"}. New reference. */
json_t *view_severity(const struct policy *policy, int level);
/* Token of a moment; 0 and NEVER leave the key out. */
void view_time(json_t *view, const char *key, int64_t ms);
/* Token of a span. One that was measured is told from a minute on: below, the key is left
 * out, and the words around it go without or say "less than a minute"; nobody is helped by
 * "open for 0 s". A rule of the policy ("every 30 s") is told as it stands. */
enum { SPAN_TOLD_MS = 60 * 1000 };
void view_duration(json_t *view, const char *key, int64_t ms);
void view_rule(json_t *view, const char *key, int64_t ms);
/* Text of people: absent rather than empty, so that a section over it is false. */
void view_text(json_t *view, const char *key, const char *text);
/* True, or left out. */
void view_flag(json_t *view, const char *key, bool value);
/* Markup of a mention or a place, in the arena; NULL gives NULL. */
char *view_mention(struct arena *arena, const char *actor);
char *view_place(struct arena *arena, const char *place);
/* Markup of somebody's text: a web address is a link that shows its host (the rest is as
 * long as it likes, and no telephone breaks it), anything else stays text. */
char *view_link(struct arena *arena, const char *text);

/* view_lists.c: open actions, links, the incident's channels. */
void view_actions(struct arena *arena, json_t *view, const struct world *world,
                  const struct incident *incident);
void view_links(json_t *view, const struct incident *incident);
void view_places(struct arena *arena, json_t *view, const struct incident *incident);

/* view_parts.c: recovery in parts, and the mitigations. */
void view_parts(json_t *view, const struct incident *incident);

#endif
