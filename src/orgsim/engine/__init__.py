"""The compiled engine: rules of what happens in the world, over tables of records.

It knows no configuration library, no data frames and no pictures. ``engine.machine.Engine`` is its door.
"""
