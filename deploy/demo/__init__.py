"""The demo: an invented quarter in the real areas of Nanyang, made once and played through the public interfaces."""
