/* test_opposites.c: a text that says the opposite of its command, or nothing at all. */
#include "fingers.h"

static void stand_ins(void **state) {
    static const struct line lines[] = {
        {"cancel why", NULL,
         "Nothing was done: \"why\" only stands for your own words: why it is none."},
        {"cancel <why>", NULL, "only stands for your own words"},
        {"cancel [false alarm]", NULL, "only stands for your own words"},
        {"cancel why it is none", NULL, "only stands for your own words. Write those."},
        {"cancel \"why\"", "incident.cancelled", "cancelled"},
        {"update what we know", NULL, "only stands for your own words"},
        {"update What we know now.", NULL, "only stands for your own words"},
        {"update what is new", NULL, "only stands for your own words"},
        {"update what we know next: failover at 10", NULL, "only stands for"},
        {"update warm next: what happens next", NULL, "only stands for"},
        {"update <update>", NULL, "only stands for your own words"},
        {"update \xE2\x80\xA6", NULL, "says nothing"},
        {"resolve what fixed it", NULL, "only stands for your own words"},
        {"resolve what fixed it was a restart", "incident.resolved phase.changed", ""},
        {"restore how you know", NULL, "only stands for your own words"},
        {"verify what was checked", NULL, ""},
        {"mitigate what was done", NULL, "only stands for your own words"},
        {"declare what is broken", NULL, "only stands for your own words"},
        {"action add what is to be done", NULL, "only stands for your own words"},
        {"severity sev1 why", NULL, "only stands for your own words"},
        {"escalate @cleo why", NULL, "only stands for your own words: what is needed"},
        {"bridge https://\xE2\x80\xA6", NULL, "only stands for the link"},
        {"bridge https://meet.example.org/room", NULL, "only stands for the link"},
        {"bridge https://meet.example.org/inc-001", "bridge.set", "Bridge set"},
        {"note why", NULL, "only stands for your own words"},
        {"correct 1 the right text", NULL, "only stands for your own words"},
        {"resolve it what fixed it", NULL, "only stands for your own words"},
        {"resolve yes what fixed it", NULL, "only stands for your own words"},
        {"resolve at last we know what fixed it", "incident.resolved phase.changed", ""},
        {"resovle it", NULL, "Did you mean resolve what fixed it?"},
        {"reopen why", NULL, ""},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
}

static void says_nothing(void **state) {
    static const struct line lines[] = {
        {"update .", NULL,
         "Nothing was done: \".\" says nothing. Write what we know now."},
        {"update -", NULL, "says nothing"},
        {"update ...", NULL, "says nothing"},
        {"update ?", NULL, "says nothing"},
        {"update \".\"", NULL, "says nothing"},
        {"update \xF0\x9F\x94\xA5", NULL, "says nothing"},
        {"update :fire: :fire:", NULL, "says nothing"},
        {"update . next: wait", NULL, "says nothing"},
        {"update ok", "update.posted", "posted"},
        {"declare ?", NULL, "says nothing"},
        {"summary -", NULL, "says nothing"},
        {"impact ...", NULL, "says nothing"},
        {"action add .", NULL, "says nothing"},
        {"resolve :tada:", NULL, "says nothing"},
        /* an estimate that says nothing of a time */
        {"update warm eta: banana", NULL, "\"banana\" does not say when"},
        {"update warm eta=banana", NULL, "\"banana\" does not say when"},
        {"update warm eta: unknown", "update.posted", "posted"},
        {"update warm eta: after the failover", "update.posted", "posted"},
        {"update warm eta: about 20 minutes", "update.posted", "posted"},
        {"update warm eta: 11.30", "update.posted", "posted"},
        {"resolve it works cause=unknown", "incident.resolved phase.changed",
         "The cause is open"},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
}

static void opposites(void **state) {
    static const struct line lines[] = {
        /* asked, promised or under way */
        {"resolve soon", NULL, "Nothing is recorded: \"soon\" does not sound done."},
        {"resolve soon", NULL, "To say so: update soon\nIf it is done: resolve \"soon\""},
        {"resolve in 10 minutes", NULL, "does not sound done"},
        {"resolve in eu by a restart", "incident.resolved phase.changed", "Recorded"},
        {"resolve trying failover", NULL, "does not sound done"},
        {"resolve is it fixed?", NULL, "does not sound done"},
        {"resolve wrong channel sorry", NULL, "does not sound done"},
        {"resolve see https://x.example/?id=1", "incident.resolved phase.changed", ""},
        {"resolve \"is it fixed?\"", "incident.resolved phase.changed", "Recorded"},
        {"restore in progress", NULL, "does not sound done"},
        {"restore eta 30m", NULL, ""},
        {"restore db-3 from backup", NULL, "does not sound done"},
        {"contain working on it", NULL, "does not sound done"},
        {"restore not working yet", NULL,
         "Nothing is recorded: \"not working yet\" sounds like the opposite of restore."},
        {"restore not working yet", NULL, "To say so: update not working yet"},
        {"restore not working yet", NULL, "the same: restore \"not working yet\""},
        {"restore it still fails", NULL, "opposite of restore"},
        {"resolve it isn't fixed", NULL, "opposite of resolve"},
        {"resolve it isn\xE2\x80\x99t fixed", NULL, "opposite of resolve"},
        {"resolve Not yet", NULL, "opposite of resolve"},
        {"restore no change", NULL, "opposite of restore"},
        {"resolve no, errors again", NULL, "opposite of resolve"},
        {"restore no token of the list works", "service.restored", "restored"},
        {"contain never worked", NULL, "opposite of contain"},
        {"mitigate at 09:50 still spreading", NULL, "opposite of mitigate"},
        {"contain no longer spreads", "incident.contained", "contained"},
        {"restore no errors for 10 min", "service.restored", "restored"},
        {"restore \"not working yet\"", "service.restored", "restored"},
        {"resolve nothing was wrong", "incident.resolved phase.changed", "Recorded"},
        {"update not working yet", "update.posted", "posted"},
        {"mitigate did not help", NULL, "there is no mitigation of which that is new"},
        {"mitigate works", NULL, "there is no mitigation of which that is new"},
        {"contain only eu", NULL, "does not sound like all of it"},
        {"contain only eu", NULL, "To say so: update only eu"},
        {"contain \"only eu\"", "incident.contained", "contained"},
        {"resolve eu fixed, us still down", NULL, "does not sound like all of it"},
        {"resolve eu fixed, us still down", NULL,
         "If it is all of it: resolve \"eu fixed, us still down\""},
        {"resolve eu works but us is slow", NULL, "A part that works: restore eu\n"},
        {"resolve mostly fixed", NULL, "does not sound like all of it"},
        {"resolve doubled the pool, still watching", "incident.resolved phase.changed",
         ""},
        {"resolve fixed the rule that only eu has", "incident.resolved phase.changed",
         ""},
        {"resolve ?", NULL, "\"?\" says nothing. Write what fixed it."},
        {"resolve nothing", NULL, "opposite of resolve"},
        {"resolve should be fixed", NULL, "does not sound done"},
        {"resolve i think", NULL, "does not sound done"},
        {"resolve no idea", NULL, "does not say what fixed it"},
        {"resolve eu not fixed", NULL, "opposite of resolve"},
        {"resolve rolling back", NULL, "does not sound done"},
        {"resolve we are deploying the fix", NULL, "does not sound done"},
        {"resolve restarting the pool fixed it", "incident.resolved phase.changed", ""},
        {"mitigate rolling back", "incident.mitigated phase.changed", ""},
        {"note at 0245 db is back", NULL,
         "\"0245\" is not a time here. What works: at 02:45"},
        {"update at 02.45 db is back", NULL, "\"02.45\" is not a time here"},
        {"note at 2000 requests it fails", "note.added", "Noted"},
        {"note at 0.25 of its speed", "note.added", "Noted"},
        {"cancel maybe a false alarm", NULL, "does not sound sure"},
        {"cancel not sure yet", NULL, "does not sound sure"},
        {"cancel is it the load test?", NULL, "If it was none: cancel \"is it the"},
        {"cancel reminders", NULL, "cancel ends the whole incident"},
        {"cancel my last update", NULL, "If it was none: cancel \"my last update\""},
        {"cancel updates of the monitoring fired it", "incident.cancelled", "cancelled"},
        {"cancel not an incident", "incident.cancelled", "is cancelled"},
        /* no reason of one that is none */
        {"cancel not a false alarm", NULL, "sounds like the opposite of cancel"},
        {"cancel it is real", NULL, "If it was none: cancel \"it is real\""},
        {"cancel no", NULL, "sounds like the opposite"},
        {"cancel it is still down", NULL, "Nothing is recorded"},
        {"cancel it is fixed", NULL, "If it was one, and is over: resolve it is fixed\n"},
        {"cancel resolved by itself", NULL, "sounds like another end"},
        {"cancel the deploy", NULL, "cancel ends the whole incident"},
        {"cancel \"it is fixed\"", "incident.cancelled", "is cancelled"},
        {"cancel real traffic of a partner, no attack", "incident.cancelled", ""},
        {"cancel the alarm was wrong", "incident.cancelled", "is cancelled"},
        {"cancel no user was hit, load test", "incident.cancelled", "is cancelled"},
        /* what was done went wrong, or the damage goes on */
        {"contain attack continues", NULL, "does not sound done"},
        {"mitigate rollback failed", NULL, "does not sound done"},
        {"mitigate errors are dropping since the restart",
         "incident.mitigated phase.changed", "Recorded as mitigation 1"},
        /* a question alone is no news, and no decision */
        {"update any news?", NULL,
         "sounds like a question.\nHow it stands: show\nIf it is what is known: update "
         "\"any news?\""},
        {"update what is the status", NULL, "sounds like a question"},
        {"impact who is hit?", NULL, "sounds like a question"},
        {"decision do we fail over?", NULL, "sounds like a question"},
        {"update \"any news?\"", "update.posted", "Update posted"},
        {"update why it fails is known, the disk is full", "update.posted", "posted"},
        {"update who can restart db2? we wait for a dba", "update.posted", "posted"},
        {"update is it the disk? yes, it is full", "update.posted", "posted"},
        {"impact who is hit: customers in the EU", "impact.changed", "Impact changed"},
        {"note who restarted it?", "note.added", "Noted"},
        /* a severity that the command does not change */
        {"update sev1 all regions fail", NULL,
         "names another severity.\nTo change it: severity sev1 all regions fail\n"},
        {"update severity sev-3", NULL, "To change it: severity sev-3\n"},
        {"update sev2 as before, we wait for the dba", "update.posted", "Update posted"},
        {"update \"sev1 all regions fail\"", "update.posted", "Update posted"},
        {"cancel \"maybe a false alarm\"", "incident.cancelled", "is cancelled"},
        /* in French */
        {"resolve pas encore réparé", NULL, "opposite of resolve"},
        {"resolve ce n'est pas réparé", NULL, "opposite of resolve"},
        {"resolve c'est pas réparé", NULL, "opposite of resolve"},
        {"restore ça ne marche pas", NULL, "opposite of restore"},
        {"restore marche pas", NULL, "opposite of restore"},
        {"resolve ça marche toujours pas", NULL, "opposite of resolve"},
        {"restore toujours en panne", NULL, "opposite of restore"},
        {"resolve presque", NULL, "does not sound done"},
        {"restore ça remarche", "service.restored", "restored"},
        {"resolve c'est réparé", "incident.resolved phase.changed", "Recorded"},
        {"resolve failed over to eu", "incident.resolved phase.changed", "Recorded"},
        /* Of a part, said as if it were all. */
        {"restore eu, us still down", NULL, "Only that part: restore part=eu"},
        {"restore eu, us", NULL, "Each of them: restore eu, restore us\n"},
        {"restore part of it", NULL, "does not sound like all of it"},
        {"restore the database", NULL, "Only that part: restore part=database"},
        {"restore the site", "service.restored", "restored"},
        {"restore half of the users", NULL, "All of it: restore all"},
        {"restore nearly everything", NULL, "does not sound like all of it"},
        {"restore all but eu", NULL, "does not sound like all of it"},
        {"restore all of it, only the cache is cold", "service.restored", "restored"},
        {"restore 45 % of users", "part.changed", "restored to 45 %"},
        {"restore in eu", "part.changed", "eu is restored"},
        {"resolve INC-001 fixed", NULL, "another incident"},
        {"update INC-001 all good", NULL, "another incident"},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
}

/* The same where the phase would allow it. */
static void opposites_at_the_end(void **state) {
    struct bench *bench = bench_new();

    (void)state;
    assert_true(bench_say(bench, "ana", "declare sev2 web is slow"));
    assert_true(bench_say(bench, "ana", "role take"));
    assert_true(bench_say(bench, "ana", "resolve fixed"));
    assert_true(bench_say(bench, "ana", "restore all"));
    assert_false(bench_say(bench, "ana", "verify failed"));
    assert_non_null(strstr(bench->reply, "opposite of verify"));
    assert_true(bench_say(bench, "ana", "verify by hand"));
    assert_false(bench_say(bench, "ana", "close not yet"));
    assert_non_null(strstr(bench->reply, "opposite of close"));
    assert_true(bench_say(bench, "ana", "close"));
    bench_free(bench);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opposites),
        cmocka_unit_test(opposites_at_the_end),
        cmocka_unit_test(stand_ins),
        cmocka_unit_test(says_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
