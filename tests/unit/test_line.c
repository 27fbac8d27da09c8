// SPDX-License-Identifier: MIT
#include "attack/line.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/process.h"

struct fixture {
    struct arena *arena;
    struct line line;
    int device; // the other end
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        return -1;
    }
    (void)fcntl(ends[0], F_SETFL, O_NONBLOCK);
    fixture->arena = arena_new();
    fixture->device = ends[1];
    line_init(&fixture->line, fixture->arena);
    line_attach(&fixture->line, ends[0]);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    close(fixture->line.fd);
    close(fixture->device);
    arena_release(fixture->arena);
    free(fixture);
    return 0;
}

static void say(const struct fixture *fixture, const char *text)
{
    assert_int_equal(write(fixture->device, text, strlen(text)), (ssize_t)strlen(text));
}

static void wait_returns_the_end_of_what_it_found(void **state)
{
    struct fixture *fixture = *state;
    say(fixture, "boot\r\n>>> ");
    assert_int_equal(line_wait(&fixture->line, bytes_of(">>> "), 0, 1000), 10);
    assert_int_equal(line_find(&fixture->line, bytes_of("boot"), 0), 4);
    assert_int_equal(line_find(&fixture->line, bytes_of("boot"), 1), 0);
    assert_int_equal(line_find(&fixture->line, bytes_of("boot"), 99), 0);
}

static void wait_finds_what_comes_in_pieces(void **state)
{
    struct fixture *fixture = *state;
    say(fixture, "ra");
    assert_true(line_listen(&fixture->line, 10));
    say(fixture, "w REPL");
    assert_int_equal(line_wait(&fixture->line, bytes_of("raw REPL"), 0, 1000), 8);
}

static void wait_ends_after_its_time(void **state)
{
    struct fixture *fixture = *state;
    const uint64_t begun = clock_ms();
    assert_int_equal(line_wait(&fixture->line, bytes_of("never"), 0, 60), 0);
    assert_true(clock_ms() - begun >= 60);
    assert_true(clock_ms() - begun < 2000);
}

static void send_is_done_when_the_device_took_all_bytes(void **state)
{
    struct fixture *fixture = *state;
    // Nobody reads: the bytes lie in the kernel, and that is not delivered.
    assert_false(line_send(&fixture->line, bytes_of("\x03"), 50));
    char byte;
    assert_int_equal(read(fixture->device, &byte, 1), 1);
    assert_int_equal(byte, 3);
}

static void send_and_listen_fail_when_the_device_went_away(void **state)
{
    struct fixture *fixture = *state;
    say(fixture, "last words");
    close(fixture->device);
    fixture->device = -1;
    assert_false(line_listen(&fixture->line, 1000));
    assert_true(fixture->line.closed);
    assert_int_equal(line_find(&fixture->line, bytes_of("last words"), 0), 10);
    assert_false(line_send(&fixture->line, bytes_of("x"), 1000));
}

static void transcript_tells_directions_and_spells_out_control_characters(void **state)
{
    struct fixture *fixture = *state;
    say(fixture, "one\r\ntwo");
    assert_true(line_listen(&fixture->line, 20));
    (void)line_send(&fixture->line, bytes_of("\x01"), 1);
    line_remark(&fixture->line, "power off");
    const char *text = fixture->line.transcript.data;
    const char *one = strstr(text, " < one\\r\\n\n");
    const char *two = strstr(text, " < two\n");
    const char *sent = strstr(text, " > \\x01\n");
    const char *remark = strstr(text, " - power off\n");
    assert_true(one != NULL && two > one && sent > two && remark > sent);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(wait_returns_the_end_of_what_it_found, set_up, tear_down),
        cmocka_unit_test_setup_teardown(wait_finds_what_comes_in_pieces, set_up, tear_down),
        cmocka_unit_test_setup_teardown(wait_ends_after_its_time, set_up, tear_down),
        cmocka_unit_test_setup_teardown(send_is_done_when_the_device_took_all_bytes, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(send_and_listen_fail_when_the_device_went_away, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            transcript_tells_directions_and_spells_out_control_characters, set_up, tear_down),
    };
    process_watch_signals(); // a device that went away must not end the test
    return cmocka_run_group_tests(tests, NULL, NULL);
}
