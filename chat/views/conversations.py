from django.shortcuts import render


def inbox(request, **ids):
    return render(request, "base.html")


def new(request, **ids):
    return render(request, "base.html")


def conversation(request, **ids):
    return render(request, "base.html")


def join(request, **ids):
    return render(request, "base.html")


def leave(request, **ids):
    return render(request, "base.html")


def contact(request, pk):
    return render(request, "base.html")
