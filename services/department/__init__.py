"""Department 成员单位: one code base, one running instance per department."""
