"""Datasets that can be cited: releases that never change."""
