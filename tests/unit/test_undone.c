/* test_undone.c: whoever was told of something hears that it was taken back, and what
 * holds now, for every kind that can be taken back. */
#include "harness.h"

#include "core/entry_kinds.h"
#include "core/history.h"
#include "core/markup_text.h"
#include "fixture.h"

static const struct undone {
    const char *kind;
    const char *before; /* what stood there first, or NULL */
    const char *typed;
    const char
        *en; /* what everybody in the channel reads; NULL: they were not told of it */
    const char *fr; /* part of the same in French */
} rows[] = {
    {KIND_UPDATE, "update 2 % fail", "update 20 % fail impact: all next: wait eta: 11:00",
     "INC-2025-09-29-001: Ana Alba took back the update (\"20 % fail\")\n"
     "Now: last update: 2 % fail; impact: not known; next: not said; expected end: not "
     "known",
     "Maintenant : dernière mise à jour : 2 % fail"},
    {KIND_UPDATE, NULL, "update 20 % fail", "Now: last update: none yet",
     "aucune encore"},
    {KIND_RESOLVED, "update it is slow", "resolve rolled back",
     "INC-2025-09-29-001: Ana Alba took back \"resolved\" (\"rolled back\")\n"
     "Now: Investigating; phase Detection",
     "a annulé « résolu » (« rolled back »)\nMaintenant : En cours d'analyse"},
    {KIND_RESTORED, "mitigate second region", "restore works",
     "took back \"restored\"\nNow: Mitigated\nNext Update: 2025-09-29T10:30",
     "« rétabli »"},
    {KIND_CONTAINED, NULL, "contain key revoked",
     "took back \"contained\"\nNow: Investigating", "« contenu »"},
    {KIND_MITIGATED, "mitigate second region", "mitigate temporary cache off",
     "took back mitigation 2 (\"cache off\")\nMitigations: 1 second region (in place)",
     "l'atténuation 2"},
    {KIND_MITIGATION, "mitigate second region", "mitigate 1 failed",
     "took back what was said of mitigation 1\nNow: Mitigated\nMitigations: 1 second "
     "region (in place)",
     "Maintenant : Atténué"},
    {KIND_VERIFIED, "resolve fixed; restore", "verify 500 orders",
     "took back \"verified\"\nNow: Resolved", "« vérifié »"},
    {KIND_ACKNOWLEDGED, NULL, "ack",
     "took back the acknowledgement: nobody has acknowledged it",
     "la prise en compte : personne"},
    {KIND_SEVERITY, NULL, "severity sev1 worse",
     "took back the change of severity\nNow: severity Sev2 (High)\nNext Update: "
     "2025-09-29T10:30",
     "Maintenant : gravité Sev2 (High)"},
    {KIND_ROLE, "role take commander", "role assign commander @ben",
     "took back a change of roles\nNow: Incident Commander is Ana Alba, no longer "
     "console:ben",
     "Incident Commander : Ana Alba, et non plus console:ben"},
    {KIND_ROLE_RELEASED, "role take commander", "role release",
     "took back a change of roles\nNow: Incident Commander is Ana Alba", "Ana Alba"},
    {KIND_PHASE, NULL, "status triage",
     "took back the change of phase\nNow: phase Detection", "phase Detection"},
    {KIND_SUMMARY, NULL, "summary web is gone",
     "took back the summary (\"web is gone\")\nNow: summary: web is slow",
     "résumé : web is slow"},
    {KIND_IMPACT, "impact some", "impact everybody",
     "took back the impact (\"everybody\")\nNow: impact: some", "impact : some"},
    {KIND_DECISION, "decision wait", "decision roll back", "took back decision 2",
     "la décision 2"},
    {KIND_BRIDGE, NULL, "bridge https://meet.example.org/x",
     "took back the link of the call (\"https://meet.example.org/x\")\nNow: call: none",
     "appel : aucun"},
    {KIND_PART, "broken eu", "restore eu",
     "took back what was said of a part\nIn parts: eu broken", "eu en panne"},
    {KIND_CHANGED, NULL, "set service=api env=prod type=outage detected=09:50",
     "took back a change of what is known\nNow: type: none; environment: none; services: "
     "web; start 2025-09-29T10:00",
     "services : web"},
    {KIND_CORRECTED, "update 20 % fail", "correct 2 % fail",
     "took back the correction of the update (entry 3): what it said before holds again\n"
     "Now: last update: 20 % fail",
     "la correction de la mise à jour (entrée 3) : le texte"},
    {KIND_NOTE, NULL, "note hello", NULL, NULL},
    {KIND_SNOOZED, NULL, "snooze 20m",
     "took back the promise of a later update\nNext Update: ",
     "la promesse d'une mise à jour"},
    {KIND_ACTION_ADDED, NULL, "action add write it up", NULL, NULL},
    {KIND_ACTION_DONE, "action add write it up", "action done 1", NULL, NULL},
    {KIND_EVIDENCE, NULL, "evidence add https://a.example/x", NULL, NULL},
};

/* "a; b": one line each. */
static void say_all(struct bench *bench, const char *lines) {
    while (lines && *lines) {
        size_t len = strcspn(lines, ";");

        if (!bench_say(bench, "ana", arena_strndup(bench->arena, lines, len))) {
            fail_msg("%s: %s", lines, bench->reply);
        }
        lines += len + strspn(lines + len, "; ");
    }
}

/* What the incident's channel reads after "undo"; NULL: nothing. */
static const char *read_by_all(struct bench *bench, const struct incident *before,
                               const char *language) {
    struct notice *notices = arena_array(bench->arena, NOTICES_MAX, sizeof *notices);
    size_t n;

    bench->messages = shipped_messages(bench->arena, language);
    n = announce(bench->arena, &bench->world, before, bench_state(bench, 0), bench->added,
                 bench->nadded, notices);
    bench->messages = (struct messages){0};
    for (size_t i = 0; i < n; i++) {
        if (text_equal(notices[i].audience, AUDIENCE_INCIDENT)) {
            return markup_plain(bench->arena, notices[i].body);
        }
    }
    return NULL;
}

static void everybody_reads_what_holds(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct undone *row = &rows[i];
        struct bench *bench = bench_new();
        struct incident *before;
        const char *en, *fr;

        say_all(bench, "declare sev2 service=web web is slow");
        if (strcmp(row->kind, KIND_ACKNOWLEDGED) != 0) {
            assert_true(bench_say(bench, "ben", "ack"));
        }
        say_all(bench, row->before);
        bench->world.now += MINUTE; /* of another command, as for people */
        say_all(bench, row->typed);
        assert_string_equal(bench->added[0].kind, row->kind);
        before = incident_clone(bench_state(bench, 0));
        say_all(bench, "undo");
        en = read_by_all(bench, before, "en");
        fr = read_by_all(bench, before, "fr");
        if ((en != NULL) != (row->en != NULL) || (en && !strstr(en, row->en)) ||
            (fr && !strstr(fr, row->fr))) {
            fail_msg("%s\nexpected: %s\n%s\nexpected: %s", en ? en : "(nothing)",
                     row->en ? row->en : "(nothing)", fr ? fr : "",
                     row->fr ? row->fr : "");
        }
        if (en && strstr(en, "an entry")) {
            fail_msg("%s does not say what was taken back: %s", row->kind, en);
        }
        incident_free(before);
        bench_free(bench);
    }
}

/* "correction to the update: reboot" would read as if the update said that now. */
static void what_is_corrected(void **state) {
    static const struct {
        const char *typed, *en, *fr;
    } parts[] = {
        {"correct 2 % fail", "to the update: 2 % fail", "à la mise à jour"},
        {"correct next: reboot", "to the next steps: reboot", "prochaines étapes"},
        {"correct impact: eu", "to the impact: eu", "à l'impact"},
        {"correct workaround: cash", "to the workaround: cash", "contournement"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct bench *bench = bench_new();
        struct incident *before;
        const char *en, *fr;

        say_all(bench, "declare sev2 service=web web is slow; "
                       "update 20 % fail impact: all next: wait workaround: none");
        before = incident_clone(bench_state(bench, 0));
        say_all(bench, parts[i].typed);
        en = read_by_all(bench, before, "en");
        fr = read_by_all(bench, before, "fr");
        if (!en || !strstr(en, parts[i].en) || !fr || !strstr(fr, parts[i].fr)) {
            fail_msg("%s: %s\n%s", parts[i].typed, en ? en : "(nothing)", fr ? fr : "");
        }
        incident_free(before);
        bench_free(bench);
    }
}

/* A kind that can be taken back and has no row would be taken back without a word. */
static void none_is_missing(void **state) {
    (void)state;
    for (size_t i = 0; i < entry_kinds.n; i++) {
        const char *kind = entry_kinds.list[i].name;
        bool found = !history_undoable(kind);

        for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
            found = found || text_equal(rows[k].kind, kind);
        }
        if (!found) {
            fail_msg("%s can be taken back, and has no row", kind);
        }
    }
}

/* The second one says what it would take back, or that there is nothing. */
static void twice(void **state) {
    static const struct step steps[] = {
        {0, "ana", "declare sev2 service=web web is slow", ERR_OK, NULL, NULL},
        {0, "ana", "note one", ERR_OK, NULL, NULL},
        {6, "ana", "note two", ERR_OK, NULL, NULL},
        {0, "ana", "note three", ERR_OK, NULL, NULL},
        {1, "ana", "undo", ERR_OK, NULL, "Taken back"},
        {0, "ana", "undo", ERR_INVALID, "",
         "You have just taken back your last command: to have it again, send it "
         "again. The one before it was:\n2025-09-29T10:06:00Z Ana "
         "Alba noted: two\nTo take that back too: undo 3"},
        {0, "ana", "undo 3", ERR_OK, NULL, "two"},
        {0, "ana", "undo", ERR_INVALID, "",
         "You have just taken back your last command; nothing else of yours can be taken "
         "back. Only the last few minutes can.\nTo have it again, send it again. What "
         "holds now: show"},
    };

    (void)state;
    PLAYED(steps);
}

/* After a command that was refused, undo means that one: what is not of just now is named
 * first, and taken back by its number. */
static void older(void **state) {
    static const struct step steps[] = {
        {0, "ana", "declare sev2 service=web web is slow", ERR_OK, NULL, NULL},
        {0, "ana", "note one", ERR_OK, NULL, NULL},
        {3, "ana", "verify it works", ERR_PHASE, "", NULL},
        {0, "ana", "undo", ERR_INVALID, "",
         "Your last command here was 3 min ago, so nothing is taken back "
         "yet:\n2025-09-29T10:00:00Z Ana Alba noted: one\nTo take that back: undo 2"},
        {0, "ana", "undo 2", ERR_OK, "command.undone",
         "Taken back: entry 2, 2025-09-29T10:00:00Z Ana Alba noted: one"},
        {0, "ana", "note two", ERR_OK, NULL, NULL},
        {2, "ana", "undo", ERR_OK, "command.undone", "Taken back: entry 4, "},
        {0, "ana", "ack", ERR_OK, NULL, NULL},
        {6, "ana", "undo 6", ERR_INVALID, "",
         "That is entry 6, and only the last 5 minutes can be taken "
         "back:\n2025-09-29T10:05:00Z Ana Alba acknowledged\nSay what is so now: "
         "note it was a mistake"},
        {0, "ana", "undo 4", ERR_INVALID, "", "taken back already"},
    };

    (void)state;
    PLAYED(steps);
}

/* An end is opened again, by a line that can be sent as it stands, and only while it is one. */
static void ends(void **state) {
    static const struct step steps[] = {
        {0, "ana", "declare sev2 service=web web is slow", ERR_OK, NULL, NULL},
        {0, "ana", "cancel the alert was a test", ERR_OK, NULL, NULL},
        {0, "ana", "undo", ERR_INVALID, "",
         "Cancelling is not taken back. To open it again, type reopen it is an incident "
         "after all"},
        {3, "ana", "undo", ERR_INVALID, "", "Cancelling is not taken back."},
        {0, "ana", "reopen it is an incident after all", ERR_OK, NULL, NULL},
        {0, "ana", "undo 2", ERR_INVALID, "", "It was opened again since"},
        {0, "ana", "resolve fixed", ERR_OK, NULL, NULL},
        {0, "ana", "restore", ERR_OK, NULL, NULL},
        {0, "ana", "verify looked", ERR_OK, NULL, NULL},
        {0, "ana", "close", ERR_OK, NULL, NULL},
        {0, "ana", "undo", ERR_INVALID, "",
         "Closing is not taken back. To open it again, type reopen it was closed too "
         "early"},
        {0, "ana", "reopen it was closed too early", ERR_OK, "incident.reopened", NULL},
        {0, "ana", "declare sev2 service=web another", ERR_OK, NULL, NULL},
        {0, "ana", "duplicate 001", ERR_OK, NULL, NULL},
        {0, "ana", "undo", ERR_INVALID, "", "type reopen it is an incident of its own"},
    };

    (void)state;
    PLAYED(steps);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_reads_what_holds),
        cmocka_unit_test(what_is_corrected),
        cmocka_unit_test(none_is_missing),
        cmocka_unit_test(twice),
        cmocka_unit_test(older),
        cmocka_unit_test(ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
