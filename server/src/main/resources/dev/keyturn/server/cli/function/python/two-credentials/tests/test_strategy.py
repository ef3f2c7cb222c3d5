"""One owner with two keys."""

import unittest

from house import ARN, House

import strategy


class TwoCredentialsTest(unittest.TestCase):
    def setUp(self):
        self.house = House()
        self.waits = []
        strategy.wait = self.waits.append

    def test_leaves_the_former_key_until_the_next_rotation(self):
        before = self.house.labelled("AWSCURRENT")
        self.house.rotate("v1")
        self.assertTrue(self.house.target.takes(before))
        self.house.rotate("v2")
        self.assertFalse(self.house.target.takes(before))
        self.assertEqual(2, len(self.house.target.keys))

    def test_makes_one_key_however_often_it_is_called(self):
        self.house.begin("v1")
        self.house.step("createSecret", "v1")
        self.house.step("createSecret", "v1")
        self.assertEqual(1, self.house.target.made)

    def test_deletes_a_key_that_could_not_be_stored(self):
        self.house.begin("v1")

        def refuses(**_):
            raise RuntimeError("the store is full")

        self.house.secrets.put_secret_value = refuses
        with self.assertRaisesRegex(RuntimeError, "the store is full"):
            self.house.step("createSecret", "v1")
        self.assertEqual(["k0"], list(self.house.target.keys))

    def test_keeps_a_key_that_was_stored_when_only_the_answer_was_lost(self):
        self.house.begin("v1")
        stores = self.house.secrets.put_secret_value

        def loses_the_answer(**wanted):
            stores(**wanted)
            raise RuntimeError("connection lost")

        self.house.secrets.put_secret_value = loses_the_answer
        with self.assertRaisesRegex(RuntimeError, "connection lost"):
            self.house.step("createSecret", "v1")
        self.house.walk("v1")
        self.assertTrue(self.house.target.takes(self.house.labelled("AWSCURRENT")))
        self.assertEqual(1, self.house.target.made)

    def test_makes_none_when_the_current_key_is_refused(self):
        self.house.target.keys["k0"] = "changed by hand"
        with self.assertRaisesRegex(ValueError, "no key is made"):
            self.house.rotate("v1")
        self.assertEqual(0, self.house.target.made)

    def test_deletes_nothing_of_an_owner_who_has_not_the_current_key(self):
        self.house.target.list_keys = lambda session, username: ["somebody's"]
        with self.assertRaisesRegex(ValueError, "no key is deleted or made"):
            self.house.rotate("v1")

    def test_refuses_another_owner(self):
        self.house.begin("v1")
        self.house.step("createSecret", "v1")
        stored = self.house.secrets.secrets[ARN]["values"].pop("v1")
        self.house.secrets.secrets[ARN]["values"]["v1"] = stored.replace('"app"', '"other"')
        with self.assertRaisesRegex(ValueError, "differ in username"):
            self.house.step("setSecret", "v1")

    def test_waits_for_a_key_that_the_target_does_not_know_everywhere_yet(self):
        self.house.target.slow = 2
        self.house.rotate("v1")
        self.assertEqual([1, 1], self.waits)


if __name__ == "__main__":
    unittest.main()
