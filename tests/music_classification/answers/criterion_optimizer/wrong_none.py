"""The names exist and stand for nothing.

Hint: loss function
At most: 10 %
"""
criterion = None
optimizer = None
