"""Scheidingsplein: rooms in one line, each importing only the ground and the rooms to its left.

tenancy  web  privacy  messaging  accounts  agenda  booking
"""
