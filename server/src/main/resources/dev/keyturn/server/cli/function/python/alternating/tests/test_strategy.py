"""Two users who take turns."""

import os
import unittest

from house import ARN, MASTER_ARN, House


class AlternatingUsersTest(unittest.TestCase):
    def setUp(self):
        self.house = House()

    def test_leaves_the_former_credential_valid(self):
        for token in ("v1", "v2", "v3"):
            before = self.house.labelled("AWSCURRENT")
            self.house.rotate(token)
            self.assertTrue(self.house.target.takes(before))
        self.assertEqual({"app", "app_clone", "admin"}, set(self.house.target.users))

    def test_copies_rights_that_the_first_user_got_meanwhile(self):
        self.house.rotate("v1")
        self.house.rotate("v2")
        self.house.target.rights["app"].add("write")
        self.house.rotate("v3")
        self.assertEqual({"read", "write"}, self.house.target.rights["app_clone"])

    def test_does_not_touch_a_user_that_it_did_not_make(self):
        self.house.target.users["app_clone"] = "somebody's"
        with self.assertRaisesRegex(ValueError, "which this secret did not make"):
            self.house.rotate("v1")
        self.assertEqual("somebody's", self.house.target.users["app_clone"])

    def test_takes_over_a_user_when_it_is_told_to(self):
        self.house.target.users["app_clone"] = "prepared"
        os.environ["ADOPT_ALTERNATE"] = "true"
        self.addCleanup(os.environ.pop, "ADOPT_ALTERNATE")
        self.house.rotate("v1")
        self.assertTrue(self.house.target.takes(self.house.labelled("AWSCURRENT")))

    def test_asks_for_the_proof_that_the_current_user_logs_in(self):
        self.house.target.users["app"] = "changed by hand"
        with self.assertRaisesRegex(ValueError, "using current credentials"):
            self.house.rotate("v1")
        self.assertNotIn("admin", self.house.target.logins)

    def test_refuses_another_user(self):
        self.house.begin("v1")
        self.house.step("createSecret", "v1")
        stored = self.house.secrets.secrets[ARN]["values"].pop("v1")
        self.house.secrets.secrets[ARN]["values"]["v1"] = stored.replace("app_clone", "admin")
        with self.assertRaisesRegex(ValueError, "names another user"):
            self.house.step("setSecret", "v1")
        self.assertEqual([], self.house.target.logins)

    def test_refuses_a_superuser_of_another_host(self):
        master = {"host": "elsewhere.example.org", "username": "admin", "password": "root"}
        self.house.secrets.store(MASTER_ARN, master, "m1")
        with self.assertRaisesRegex(ValueError, "host of the superuser's secret"):
            self.house.rotate("v1")

    def test_refuses_a_secret_that_is_its_own_superuser(self):
        self.house.change(masterarn=ARN)
        with self.assertRaisesRegex(ValueError, "names the secret itself"):
            self.house.rotate("v1")

    def test_follows_a_superuser_whose_secret_rotates(self):
        self.house.target.users["admin"] = "newer"
        newer = {"host": "db.example.org", "username": "admin", "password": "newer"}
        self.house.secrets.store(MASTER_ARN, newer, "m1", ["AWSPENDING"])
        self.house.rotate("v1")
        self.assertTrue(self.house.target.takes(self.house.labelled("AWSCURRENT")))

    def test_asks_about_a_name_that_ends_like_a_second_user(self):
        self.house.target.users["app_clone"] = "old"
        self.house.target.rights["app_clone"] = set()
        self.house.change(username="app_clone")
        with self.assertRaisesRegex(ValueError, '"base":"app"'):
            self.house.rotate("v1")
        self.house.change(username="app_clone", base="app")
        self.house.rotate("v1")
        self.assertEqual("app", self.house.labelled("AWSCURRENT")["username"])


if __name__ == "__main__":
    unittest.main()
