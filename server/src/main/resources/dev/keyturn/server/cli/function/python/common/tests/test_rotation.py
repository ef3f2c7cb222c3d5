"""What holds for every strategy: the walk, repetition after crashes, and wrong calls."""

import inspect
import unittest

from house import ARN, STEPS, House
from memory import Crash
from memory_target import MemoryTarget

import target


class WalkTest(unittest.TestCase):
    def setUp(self):
        self.house = House()

    def test_rotates_again_and_again(self):
        for token in ("v1", "v2", "v3"):
            before = self.house.labelled("AWSCURRENT")
            self.house.rotate(token)
            self.assertEqual(token, self.house.version("AWSCURRENT"))
            self.assertNotEqual(before, self.house.labelled("AWSCURRENT"))
            self.assertTrue(self.house.target.takes(self.house.labelled("AWSCURRENT")))

    def test_repeats_a_step_without_harm(self):
        self.house.begin("v1")
        for step in STEPS:
            self.house.step(step, "v1")
            self.house.step(step, "v1")
        self.assertTrue(self.house.target.takes(self.house.labelled("AWSCURRENT")))

    def test_goes_on_after_a_crash_at_any_call(self):
        self.house.rotate("v1")
        self.house.outside.forget()
        self.house.rotate("v2")
        calls = len(self.house.outside.calls)
        self.assertGreater(calls, 10)
        for number in range(1, calls + 1):
            for after_effect in (False, True):
                with self.subTest(call=number, after_effect=after_effect):
                    self._crash(number, after_effect)

    def _crash(self, number, after_effect):
        house = House()
        house.rotate("v1")
        house.begin("v2")
        house.outside.forget()
        house.outside.dies_at, house.outside.after_effect = number, after_effect
        with self.assertRaises(Crash):
            house.walk("v2")
        house.target.lost_connections()
        house.walk("v2")
        self.assertEqual("v2", house.version("AWSCURRENT"))
        self.assertTrue(house.target.takes(house.labelled("AWSCURRENT")))
        self.assertEqual(0, house.target.open_sessions)
        house.rotate("v3")
        self.assertTrue(house.target.takes(house.labelled("AWSCURRENT")))

    def test_closes_what_it_opens(self):
        self.house.rotate("v1")
        self.assertEqual(0, self.house.target.open_sessions)


class WrongCallsTest(unittest.TestCase):
    def setUp(self):
        self.house = House()

    def _refuses(self, text, step="createSecret", token="v1"):
        with self.assertRaisesRegex((ValueError, KeyError), text):
            self.house.step(step, token)
        self.assertEqual("v0", self.house.version("AWSCURRENT"))

    def test_refuses_a_secret_that_does_not_rotate(self):
        self.house.begin("v1")
        self.house.secrets.secrets[ARN]["enabled"] = False
        self._refuses("is not enabled for rotation")

    def test_refuses_an_unknown_version(self):
        self._refuses("has no stage for rotation of secret", token="other")

    def test_refuses_a_version_that_is_not_pending(self):
        self.house.secrets.store(ARN, {}, "v1", ["MINE"])
        self._refuses("not set as AWSPENDING for rotation of secret")

    def test_refuses_an_unknown_step(self):
        self.house.begin("v1")
        self._refuses("Invalid step parameter dropSecret for secret", step="dropSecret")

    def test_refuses_a_step_before_createSecret(self):
        self.house.begin("v1")
        self._refuses("has no value labelled AWSPENDING", step="setSecret")

    def test_names_a_field_that_is_missing(self):
        for field in target.FIELDS:
            house = self.house = House()
            house.begin("v1")
            value = house.labelled("AWSCURRENT")
            del value[field]
            house.secrets.secrets[ARN]["values"].pop("v0")
            house.secrets.store(ARN, value)
            self._refuses("%s key is missing from secret JSON" % field)

    def test_leaves_alone_what_is_current(self):
        self.house.outside.forget()
        self.house.step("setSecret", "v0")
        self.assertEqual(["DescribeSecret"], self.house.outside.calls)


class TargetTest(unittest.TestCase):
    def test_has_the_functions_that_are_called(self):
        for name, function in inspect.getmembers(MemoryTarget, inspect.isfunction):
            if hasattr(function, "stands_for_the_target"):
                wanted = list(inspect.signature(function).parameters)[1:]
                self.assertEqual(wanted, list(inspect.signature(getattr(target, name)).parameters), name)


if __name__ == "__main__":
    unittest.main()
