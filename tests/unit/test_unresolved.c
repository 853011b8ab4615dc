/* test_unresolved.c: what people write behind "resolve" that is no end: hopes, plans, parts,
 * another state, or nothing. It is asked about, with a line for each meaning. What is an end:
 * test_resolved.c. */
#include "fingers.h"

/* Right: what the answer says. */
static const struct line doubts[] = {
    /* nothing is told */
    {"x", NULL,
     "Nothing is recorded: \"x\" does not say what fixed it.\nTo say it: resolve what "
     "fixed it\nIf that is all: resolve \"x\""},
    {"unknown", NULL, "does not say what fixed it"},
    {"foo", NULL, "does not say what fixed it"},
    {"fix", NULL, "does not say what fixed it"},
    {"the fix", NULL, "does not say what fixed it"},
    {"sev2", NULL, "If that was meant: severity sev2\n"},
    {"p1", NULL, "does not say what fixed it"},
    {"idk", NULL, "does not say what fixed it"},
    {"n/a", NULL, "does not say what fixed it"},
    {"?", NULL, "says nothing. Write what fixed it."},
    {"xxx", NULL, "does not say what fixed it"},
    {"asdf", NULL, "does not say what fixed it"},
    {"test", NULL, "does not say what fixed it"},
    {"the issue", NULL, "does not say what fixed it"},
    {"checkout", NULL, "does not say what fixed it"},
    {"cause unknown", NULL, "Then: resolve cause=unknown what fixed it\n"},
    {"no idea", NULL, "does not say what fixed it"},
    {"don't know", NULL, "does not say what fixed it"},
    {"we don't know", NULL, "does not say what fixed it"},
    {"nothing", NULL, "Nothing is recorded"},
    {"something", NULL, "does not say what fixed it"},
    {"see above", NULL, "does not say what fixed it"},
    {"inconnu", NULL, "does not say what fixed it"},
    {"cause inconnue", NULL, "does not say what fixed it"},
    {"aucune idée", NULL, "does not say what fixed it"},
    {"je ne sais pas", NULL, "Nothing is recorded"},
    {"truc", NULL, "does not say what fixed it"},
    {"le correctif", NULL, "does not say what fixed it"},
    /* another state is told */
    {"temporary fix", NULL,
     "Nothing is recorded: \"temporary fix\" sounds mitigated, not resolved.\nIf so: "
     "mitigate temporary \"temporary fix\"\nIf it is resolved: resolve \"temporary "
     "fix\""},
    {"workaround in place", NULL, "If so: mitigate temporary \"workaround in place\"\n"},
    {"mitigated", NULL, "If so: mitigate\n"},
    {"mitigated by a restart of the pool", NULL,
     "If so: mitigate mitigated by a restart of the pool\n"},
    {"contained", NULL, "sounds contained, not resolved.\nIf so: contain\n"},
    {"the leak is contained", NULL, "If so: contain the leak is contained\n"},
    {"impact mitigated", NULL, "sounds mitigated, not resolved"},
    {"it is mitigated now", NULL, "sounds mitigated, not resolved"},
    {"fixed temporarily", NULL, "sounds mitigated, not resolved"},
    {"temporarily disabled the search", NULL, "sounds mitigated, not resolved"},
    {"fixed for now", NULL, "sounds mitigated, not resolved"},
    {"stable for the moment", NULL, "sounds mitigated, not resolved"},
    {"with a workaround", NULL, "sounds mitigated, not resolved"},
    {"fixed by a workaround", NULL, "sounds mitigated, not resolved"},
    {"quick workaround: cron restarts it", NULL, "sounds mitigated, not resolved"},
    {"restarted until the real fix comes", NULL, "sounds mitigated, not resolved"},
    {"interim solution", NULL, "sounds mitigated, not resolved"},
    {"solution temporaire", NULL, "sounds mitigated, not resolved"},
    {"contournement en place", NULL, "sounds mitigated, not resolved"},
    {"correctif provisoire", NULL, "sounds mitigated, not resolved"},
    {"réparé provisoirement", NULL, "sounds mitigated, not resolved"},
    {"stable pour l'instant", NULL, "sounds mitigated, not resolved"},
    {"redémarré en attendant le correctif", NULL, "sounds mitigated, not resolved"},
    {"atténué", NULL, "sounds mitigated, not resolved"},
    {"l'incident est contenu", NULL, "sounds contained, not resolved"},
    /* still to come, or a part of it */
    {"waiting for the provider", NULL, "does not sound done"},
    {"waiting until the queue is purged", NULL, "does not sound done"},
    {"testing the new gateway", NULL, "does not sound done"},
    {"pending review", NULL, "does not sound done"},
    {"scheduled for the night", NULL, "does not sound done"},
    {"expected to be fixed at noon", NULL, "does not sound done"},
    {"checking if the restart helped", NULL, "does not sound done"},
    {"most of the nodes are fixed", NULL, "does not sound like all of it"},
    {"most of the users work again; rest is being fixed", NULL, "Nothing is recorded"},
    {"half of the nodes renewed", NULL, "does not sound like all of it"},
    {"some pods restarted, others still wait", NULL, "does not sound like all of it"},
    {"false positive", NULL, "sounds like another end"},
    {"false positive of the monitoring", NULL, "sounds like another end"},
    {"faux positif", NULL, "sounds like another end"},
    {"ne marche plus", NULL, "sounds like the opposite"},
    {"ne répond plus", NULL, "sounds like the opposite"},
    {"n'est plus accessible", NULL, "sounds like the opposite"},
    {"ne marche pas encore", NULL, "sounds like the opposite"},
    {"is not working any more", NULL, "sounds like the opposite"},
    {"not fixed", NULL, "sounds like the opposite"},
    {"we will restart it at night", NULL, "does not sound done"},
    {"need a restart", NULL, "does not sound done"},
    {"trying to restart", NULL, "does not sound done"},
    {"rollback started", NULL, "does not sound done"},
    {"redémarrage en cours", NULL, "does not sound done"},
    {"on attend le fournisseur", NULL, "does not sound done"},
    {"bientôt réparé", NULL, "does not sound done"},
    {"la plupart des noeuds sont réparés", NULL, "does not sound like all of it"},
};

/* Whatever the question, nothing is recorded. */
static const char *const refused[] = {
    "y",
    "aaa",
    "no",
    "nope",
    "none",
    "hm",
    "hmm",
    "bla bla",
    "stuff",
    "solution",
    "the bug",
    "some fix",
    "sev1",
    "SEV-3",
    "critical",
    "p2",
    "foo bar",
    "lorem ipsum",
    "unknown reason",
    "for unknown reasons",
    "no clue",
    "dunno",
    "i do not know",
    "somehow",
    "wtf",
    "lol",
    "hotfix tomorrow",
    "partial fix",
    "temp fix",
    "temporary patch applied",
    "workaround deployed",
    "workaround",
    "workaround works",
    "mitigation in place",
    "fully mitigated",
    "mitigated, fix tomorrow",
    "contained for now",
    "impact is contained",
    "bandaid",
    "quick and dirty workaround active",
    "we have a workaround",
    "ok for now",
    "works for now",
    "good for the moment",
    "stable until the next deploy",
    "almost done",
    "nearly fixed",
    "in progress",
    "being fixed",
    "rolling back now",
    "deploying",
    "restart running",
    "working on it",
    "looking",
    "ben looks into it",
    "ben is fixing it",
    "we wait for aws",
    "waiting",
    "fix is on the way",
    "fix tomorrow",
    "should work",
    "probably fixed",
    "maybe fixed",
    "i think it is fixed",
    "seems fixed",
    "looks like it is fixed",
    "not sure",
    "not yet",
    "still down",
    "still slow in eu",
    "works in eu, us down",
    "fixed for some users",
    "only one node left",
    "80% back",
    "one node to go",
    "all but one fixed",
    "who did this",
    "can somebody look",
    "done?",
    "any update",
    "@cho please check",
    "wrong channel",
    "duplicate",
    "false alarm",
    "cancel this",
    "provisoire",
    "temporaire",
    "contournement",
    "solution de contournement activée",
    "mitigé",
    "bientôt",
    "on regarde",
    "ça va revenir",
    "presque fini",
    "en partie réparé",
    "je pense que c'est bon",
    "il faut redémarrer",
    "on doit redémarrer",
    "rien",
};

static void doubts_are_asked(void **state) {
    size_t wrong = 0;

    (void)state;
    for (size_t i = 0; i < COUNT(doubts); i++) {
        struct line line = doubts[i];
        char say[256];

        (void)snprintf(say, sizeof say, "resolve %s", doubts[i].say);
        line.say = say;
        wrong += check_line(&line) ? 0 : 1;
    }
    assert_int_equal(wrong, 0);
}

static void nothing_is_recorded(void **state) {
    size_t wrong = 0;

    (void)state;
    for (size_t i = 0; i < COUNT(refused); i++) {
        char say[256];

        (void)snprintf(say, sizeof say, "resolve %s", refused[i]);
        wrong += check_line(&(struct line){say, NULL, ""}) ? 0 : 1;
    }
    assert_int_equal(wrong, 0);
}

/* Of the other ends, a text that says nothing is asked about as well. */
static void other_ends(void **state) {
    static const struct line lines[] = {
        {"contain x", NULL,
         "does not say what stopped it.\nTo say it: contain what stopped"},
        {"contain unknown", NULL, "does not say what stopped it"},
        {"mitigate x", NULL, "does not say what was done"},
        {"mitigate n/a", NULL, "does not say what was done"},
        {"mitigate fix", NULL, "does not say what was done"},
        {"mitigate temporary fix", "incident.mitigated phase.changed", "temporary"},
        {"mitigate failover", "incident.mitigated phase.changed",
         "Recorded as mitigation 1"},
        {"cancel x", NULL, "does not say why it is none"},
        {"cancel idk", NULL, "does not say why it is none"},
        {"cancel unknown", NULL, "does not say why it is none"},
        {"cancel test", "incident.cancelled", "cancelled"},
        {"contain firewall", "incident.contained", "Recorded"},
        {"fixed x", NULL,
         "does not say what fixed it.\nTo say it: resolve what fixed it"},
        {"resolve \"x\"", "incident.resolved phase.changed", "Recorded as resolved"},
        {"resolve \"temporary fix\"", "incident.resolved phase.changed", "Recorded"},
        /* the lines of the answers */
        {"mitigate temporary \"temporary fix\"", "incident.mitigated phase.changed",
         "temporary"},
        {"mitigate temporary \"workaround in place\"", "incident.mitigated phase.changed",
         "temporary"},
        {"mitigate", "incident.mitigated phase.changed", "Recorded"},
        {"mitigate mitigated by a restart of the pool",
         "incident.mitigated phase.changed", "Recorded"},
        {"contain", "incident.contained", "Recorded"},
        {"contain the leak is contained", "incident.contained", "Recorded"},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(doubts_are_asked),
        cmocka_unit_test(nothing_is_recorded),
        cmocka_unit_test(other_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
