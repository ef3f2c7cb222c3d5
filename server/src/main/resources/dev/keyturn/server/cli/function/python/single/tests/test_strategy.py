"""One user who changes his own password."""

import unittest

from house import ARN, House


class SingleUserTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.house.begin("v1")
        self.house.step("createSecret", "v1")

    def _pending(self, **fields):
        value = {**self.house.labelled("AWSPENDING"), **fields}
        self.house.secrets.secrets[ARN]["values"].pop("v1")
        self.house.secrets.store(ARN, value, "v1", ["AWSPENDING"])

    def test_does_not_try_the_new_password_before_it_is_set(self):
        self.house.step("setSecret", "v1")
        new = self.house.labelled("AWSPENDING")["password"]
        self.assertEqual(["old", new], self.house.target.logins)

    def test_refuses_another_user_before_it_logs_in(self):
        self._pending(username="other")
        with self.assertRaisesRegex(ValueError, "differ in username"):
            self.house.step("setSecret", "v1")
        self.assertEqual([], self.house.target.logins)

    def test_refuses_another_host_before_it_logs_in(self):
        self._pending(host="elsewhere.example.org")
        with self.assertRaisesRegex(ValueError, "differ in host"):
            self.house.step("setSecret", "v1")
        self.assertEqual([], self.house.target.logins)

    def test_sets_the_old_password_again_when_the_new_one_is_refused(self):
        self.house.target.takes_but_refuses = self.house.labelled("AWSPENDING")["password"]
        with self.assertRaisesRegex(ValueError, "the old one is set again"):
            self.house.step("setSecret", "v1")
        self.assertTrue(self.house.target.takes(self.house.labelled("AWSCURRENT")))
        self.assertEqual(0, self.house.target.open_sessions)

    def test_takes_the_previous_password_when_the_target_still_has_it(self):
        self.house.walk("v1")
        self.house.target.users["app"] = "old"
        self.house.rotate("v2")
        self.assertTrue(self.house.target.takes(self.house.labelled("AWSCURRENT")))

    def test_says_so_when_no_password_opens_the_target(self):
        self.house.target.users["app"] = "changed by hand"
        with self.assertRaisesRegex(ValueError, "Unable to log into database with previous, current, or pending"):
            self.house.step("setSecret", "v1")

    def test_tests_the_new_password(self):
        with self.assertRaisesRegex(ValueError, "refuses AWSPENDING"):
            self.house.step("testSecret", "v1")


if __name__ == "__main__":
    unittest.main()
