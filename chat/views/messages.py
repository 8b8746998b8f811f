from django.shortcuts import render


def messages(request, **ids):
    return render(request, "base.html")
