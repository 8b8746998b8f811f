def remember_loop():
    pass


def layer_answers():
    return True
